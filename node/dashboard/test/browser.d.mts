export const CHROMIUM: string;
export function chromiumMissing(): string | null;
export const launchOptions: { executablePath: string; args: string[] };
