package network.baton.prover;

/**
 * How far a job is.
 *
 * @param stage name of the stage: control characters become spaces, cut at 64 characters
 * @param stageIndex from 0
 * @param ppm progress of the whole job in parts per million, never decreasing within a job
 */
public record Progress(String stage, int stageIndex, int ppm) {
  public static final int STAGE_CHARACTERS_MAX = 64;
  public static final int PPM_MAX = 1_000_000;

  public Progress {
    stage = OneLine.of(stage, STAGE_CHARACTERS_MAX);
    if (stageIndex < 0) {
      throw new IllegalArgumentException("stageIndex " + stageIndex + " must not be negative");
    }
    if (ppm < 0 || ppm > PPM_MAX) {
      throw new IllegalArgumentException("progress " + ppm + " ppm is outside 0..1000000");
    }
  }
}
