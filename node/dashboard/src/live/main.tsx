import { render } from "preact";
import "../style/base.css";
import "../style/timeline.css";
import "../style/details.css";
import { App } from "./app";

render(<App url="api/v1/events" />, document.getElementById("app")!);
