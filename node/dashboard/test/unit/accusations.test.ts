import { describe, expect, it } from "vitest";
import { accusations } from "../../src/model/accusations";

describe("accusations", () => {
  it("are none where nothing went on before the judge", () => {
    expect(accusations({ "miss-found": 3, "mined-settle": 9 })).toBeNull();
  });

  it("count what this node did and what was said of it", () => {
    expect(
      accusations({
        "mined-accuse": 2,
        "mined-convict": 1,
        "charge-found": 4,
        "mined-answer-proof": 2,
        "mined-answer-hedge": 1,
      }),
    ).toEqual({ made: 2, convicted: 1, against: 4, answered: 3 });
  });
});
