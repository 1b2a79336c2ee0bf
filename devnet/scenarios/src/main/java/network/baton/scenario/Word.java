package network.baton.scenario;

/** A value that scenario files write as a word of a closed list. */
interface Word {
  String word();
}
