import { render } from "preact";
import "../style/base.css";
import "../style/timeline.css";
import "../style/details.css";
import "../style/report.css";
import { parseReport } from "../model/report";
import { ReportPage } from "./page";

const root = document.getElementById("app")!;
try {
  const data = parseReport(document.getElementById("baton-report")?.textContent ?? "");
  render(<ReportPage data={data} />, root);
} catch (error) {
  render(<p class="report-problem">{error instanceof Error ? error.message : String(error)}</p>, root);
}
