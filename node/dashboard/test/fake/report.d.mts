import type { ReportData } from "../../src/model/report";

export const FIRST_START_MS: number;
export function reportData(options?: { slots?: number }): ReportData;
export function reportPage(template: string, data: unknown): Promise<string>;
