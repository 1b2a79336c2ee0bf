import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { reportData } from "../fake/report.mjs";
import { status, story } from "../fake/story.mjs";

const document = parse(
  readFileSync(new URL("../../../src/main/resources/openapi.yaml", import.meta.url), "utf8"),
);
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(document, "openapi");
const schema = (name: string) => ajv.compile({ $ref: `openapi#/components/schemas/${name}` });

function expectValid(name: string, value: unknown): void {
  const validate = schema(name);
  expect(validate(value) ? [] : validate.errors).toEqual([]);
}

describe("the API's description", () => {
  it("names the node's routes", () => {
    expect(Object.keys(document.paths)).toEqual([
      "/api/v1/status",
      "/api/v1/slots",
      "/api/v1/slots/{slot}",
      "/api/v1/events",
      "/healthz",
      "/metrics",
    ]);
  });

  it("agrees with what the browser tests replay", () => {
    expectValid("Status", status);
    const validate = schema("Slot");
    for (const event of story({ slots: 12, firstStartMs: 1_795_000_000_000 })) {
      expect(validate(event.data) ? [] : validate.errors).toEqual([]);
    }
    for (const slot of reportData().slots) expectValid("Slot", slot);
  });

  it("refuses what is not so", () => {
    expect(schema("Status")({ ...status, clock: null })).toBe(false);
    expect(schema("Problem")({ error: { code: "surprise", message: "" } })).toBe(false);
    expect(schema("Problem")({ error: { code: "no-slot", message: "this node has no slot 9" } })).toBe(true);
  });
});
