package network.baton.prover;

/**
 * How far a job is.
 *
 * @param stage name of the stage, at most 64 characters
 * @param stageIndex from 0
 * @param ppm progress of the whole job in parts per million, never decreasing within a job
 */
public record Progress(String stage, int stageIndex, int ppm) {
  public Progress {
    if (ppm < 0 || ppm > 1_000_000) {
      throw new IllegalArgumentException("progress " + ppm + " ppm is outside 0..1000000");
    }
  }
}
