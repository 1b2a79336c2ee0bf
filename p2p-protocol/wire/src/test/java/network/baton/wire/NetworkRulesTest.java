package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkRulesTest {
  private static final NetworkRules DEVNET = rules("devnet", 1, 31_337, 20, 4, 8, 1, 3_500);

  @Test
  void nodesThatDifferInAnyRuleHaveDifferentIds() {
    assertThat(
            new NetworkRules[] {
              DEVNET,
              rules("devnet2", 1, 31_337, 20, 4, 8, 1, 3_500),
              rules("devnet", 2, 31_337, 20, 4, 8, 1, 3_500),
              rules("devnet", 1, 31_338, 20, 4, 8, 1, 3_500),
              rules("devnet", 1, 31_337, 21, 4, 8, 1, 3_500),
              rules("devnet", 1, 31_337, 20, 5, 8, 1, 3_500),
              rules("devnet", 1, 31_337, 20, 4, 9, 1, 3_500),
              rules("devnet", 1, 31_337, 20, 4, 8, 2, 3_500),
              rules("devnet", 1, 31_337, 20, 4, 8, 1, 3_501),
              new NetworkRules("devnet", 1, 31_337, 20, 1, 4, 8, 1, 3_500)
            })
        .extracting(NetworkRules::networkId)
        .doesNotHaveDuplicates();
  }

  @Test
  void setUpBlocksOpenNoTask() {
    assertThat(DEVNET.opensTasks(Headers.prague(20))).isFalse();
    assertThat(DEVNET.opensTasks(Headers.prague(21))).isTrue();
    assertThatThrownBy(() -> DEVNET.task(Headers.prague(20), Hash32.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slotsBeforeGenesisAreNegative() {
    NetworkRules later =
        new NetworkRules("later", 1, 1, 0, Headers.GENESIS_TIME_SEC + 4 * 21 + 1, 4, 8, 1, 3_500);
    assertThat(later.slotOf(Headers.prague(21))).isEqualTo(-1);
    assertThat(later.opensTasks(Headers.prague(21))).isFalse();
  }

  @Test
  void everySlotLiesWithinItsEpoch() {
    for (long slot = 0; slot < 100; slot++) {
      long epoch = DEVNET.epochOf(slot);
      assertThat(slot).isBetween(DEVNET.firstSlot(epoch), DEVNET.lastSlot(epoch));
      assertThat(DEVNET.firstSlot(epoch + 1)).isEqualTo(DEVNET.lastSlot(epoch) + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Devnet", "dev/net", "-dev", "dev net", "dev\n", "é"})
  void nameThatWouldSpoilATopicIsRefused(String name) {
    assertThatThrownBy(() -> rules(name, 1, 1, 0, 4, 8, 1, 3_500))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTypeInPartsOpensThePartsAndThenTheWholeThatNeedsThem() {
    Hash32 type = ProofTypes.id("header-split-v1");
    BlockHeader header = Headers.prague(21);

    List<Task> tasks = DEVNET.tasks(header, type, 3, 2_000);

    assertThat(tasks).extracting(Task::taskId).doesNotHaveDuplicates();
    assertThat(tasks).extracting(Task::stage).containsExactly(1, 1, 1, 0);
    assertThat(tasks).extracting(Task::index).containsExactly(0, 1, 2, 0);
    assertThat(tasks).extracting(Task::count).containsExactly(3, 3, 3, 1);
    assertThat(tasks.subList(0, 3))
        .allMatch(task -> task.deadlineMs() == task.slotStartMs() + 2_000);
    assertThat(tasks.getFirst().taskId()).isEqualTo(DEVNET.taskId(header.hash(), type, 1, 0, 3));
    assertThat(tasks.getLast())
        .isEqualTo(
            DEVNET
                .task(header, type)
                .withNeeds(tasks.subList(0, 3).stream().map(Task::taskId).toList()));
    assertThat(DEVNET.tasks(header, type, 0, 2_000)).containsExactly(DEVNET.task(header, type));
    assertThatThrownBy(() -> DEVNET.tasks(header, type, NetworkRules.PARTS_MAX + 1, 2_000))
        .hasMessage("17 parts, not 0 to 16");
  }

  private static NetworkRules rules(
      String name,
      int version,
      long chainId,
      long startBlock,
      int slotSeconds,
      int slotsPerEpoch,
      int lag,
      long deadlineMs) {
    return new NetworkRules(
        name,
        version,
        chainId,
        startBlock,
        Headers.GENESIS_TIME_SEC,
        slotSeconds,
        slotsPerEpoch,
        lag,
        deadlineMs);
  }
}
