package network.baton.node.chain.tx;

import static network.baton.node.chain.tx.TxWorld.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions land once, come back after reorgs, and never pass a cap (TX rules). */
class TxBookTest {
  private static final BigInteger GWEI = ModelChain.GWEI;

  private final TxWorld world = new TxWorld(TxSettings.DEFAULT);

  @Test
  void orderIsWrittenThenSentThenMinedThenForgottenWhenFinal() {
    world.look();
    world.want(order(1));
    assertThat(world.journal).hasSize(1);
    world.mineAndLook();
    assertThat(world.states(order(1))).containsExactly(TxState.SENT, TxState.MINED);
    for (int i = 0; i < TxWorld.FINAL_DEPTH; i++) {
      world.mineAndLook();
    }
    assertThat(world.journal).isEmpty();
    assertThat(world.chain.timesDone(order(1).key())).isOne();
  }

  @Test
  void sameWishTwiceIsOneTransaction() {
    world.look();
    world.want(order(1));
    world.want(order(1));
    world.mineAndLook();
    world.want(order(1));
    assertThat(world.journal).hasSize(1);
  }

  @Test
  void crashBetweenWriteAndBroadcastSendsTheSameBytesLater() {
    world.look();
    world.crashBefore(effect -> effect instanceof TxEffect.Broadcast);
    world.want(order(1));
    String hash = world.journalled(0).last().hash();
    for (int i = 0; i <= TxSettings.REPEAT_AFTER_BLOCKS + 1; i++) {
      world.mineAndLook();
    }
    assertThat(world.chain.timesDone(order(1).key())).isOne();
    assertThat(world.journalled(0).mined()).extracting(Mined::hash).isEqualTo(hash);
  }

  @Test
  void reorgBringsTheTransactionBack() {
    world.look();
    world.want(order(1));
    world.mineAndLook();
    BigInteger before = world.book.committedWei();
    world.chain.reorg(1, new Random(3));
    world.chain.mine(0);
    world.look();
    assertThat(world.states(order(1))).contains(TxState.REMOVED);
    world.mineAndLook();
    assertThat(world.chain.timesDone(order(1).key())).isOne();
    assertThat(world.book.committedWei()).isEqualTo(before);
  }

  @Test
  void outbidTransactionIsReplacedWithinTheCap() {
    world.look();
    world.want(order(1));
    world.chain.baseFee = GWEI.multiply(BigInteger.valueOf(50));
    world.mineAndLook();
    world.mineAndLook();
    assertThat(world.chain.timesDone(order(1).key())).isOne();
    assertThat(world.journalled(0).versions()).hasSize(2);
  }

  @Test
  void baseFeeAboveTheCapHoldsOrdersBackUntilItFalls() {
    world.chain.baseFee = GWEI.multiply(BigInteger.valueOf(400));
    world.look();
    world.want(order(1));
    assertThat(world.states(order(1))).containsExactly(TxState.WAITING);
    assertThat(world.journal).isEmpty();
    world.chain.baseFee = GWEI;
    world.look();
    world.mineAndLook();
    assertThat(world.chain.timesDone(order(1).key())).isOne();
  }

  @Test
  void dayCapHoldsOrdersBackUntilTheNextDay() {
    BigInteger one = BigInteger.valueOf(75_000).multiply(GWEI.multiply(BigInteger.valueOf(3)));
    var tight = new TxWorld(new TxSettings(GWEI.multiply(BigInteger.valueOf(200)), one));
    tight.look();
    tight.want(order(1));
    tight.want(order(2));
    assertThat(tight.states(order(1))).containsExactly(TxState.SENT);
    assertThat(tight.states(order(2))).containsExactly(TxState.WAITING);
    tight.mineAndLook();
    assertThat(tight.states(order(2))).containsOnly(TxState.WAITING);
    tight.nowMs += 25 * 3_600_000L;
    tight.look();
    tight.mineAndLook();
    assertThat(tight.chain.timesDone(order(2).key())).isOne();
  }

  @Test
  void whatAnotherHasFulfilledIsWithdrawn() {
    world.look();
    world.want(order(1));
    world.chain.mine(0);
    world.chain.fulfilByAnother(order(1).key());
    world.apply(new TxEvent.Fulfilled(order(1).key(), "another"));
    world.mineAndLook();
    assertThat(world.journalled(0).mined()).extracting(Mined::gas).isEqualTo(21_000L);
    assertThat(world.states(order(1))).last().isEqualTo(TxState.FAILED);
  }

  @Test
  void nonceThatWentToAnotherProgramLeadsToANewOrder() {
    world.look();
    world.want(order(1));
    world.chain.outsider();
    world.mineAndLook();
    for (int i = 0; i < 3; i++) {
      world.mineAndLook();
    }
    assertThat(world.chain.timesDone(order(1).key())).isOne();
    assertThat(world.journal.firstKey()).isOne();
  }

  @Test
  void lostNoncesAreFilledSoThatTheOthersCanLand() {
    world.look();
    for (int slot = 1; slot <= 3; slot++) {
      world.want(order(slot));
    }
    world.chain.forget(new Random(1));
    world.journal.remove(0L); // as from an old copy of the disk
    world.restart();
    for (int i = 0; i < 3 * TxSettings.REPLACE_AFTER_BLOCKS; i++) {
      world.chain.forget(new Random(i));
      world.mineAndLook();
    }
    assertThat(world.chain.timesDone(order(2).key())).isOne();
    assertThat(world.chain.timesDone(order(3).key())).isOne();
  }

  @Test
  void anythingMayGoWrongAndEveryOrderLandsOnce() {
    run(1, 300);
  }

  @Test
  @Tag("long")
  void anythingMayGoWrongInManySeeds() {
    run(1_000, 50_000);
  }

  private static void run(int from, int seeds) {
    for (int seed = from; seed < from + seeds; seed++) {
      schedule(seed);
    }
  }

  private static void schedule(int seed) {
    Random random = new Random(seed);
    var world = new TxWorld(TxSettings.DEFAULT);
    List<TxOrder> orders = new ArrayList<>();
    world.mineAndLook();
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          orders.add(order(orders.size() + 1L));
          world.want(orders.getLast());
        }
        case 3 -> world.chain.forget(random);
        case 4 -> world.chain.reorg(1 + random.nextInt(8), random);
        case 5 -> world.chain.baseFee = GWEI.multiply(BigInteger.valueOf(1 + random.nextInt(150)));
        case 6 -> world.crashBefore(effect -> random.nextInt(4) == 0);
        case 7 -> world.restart();
        default -> world.mineAndLook();
      }
      assertThat(world.book.committedWei())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(TxSettings.DEFAULT.dayCapWei());
    }
    world.crashBefore(effect -> false);
    world.chain.baseFee = GWEI;
    for (int block = 0; block < 40; block++) {
      orders.forEach(
          order -> { // a crash loses orders that were not written; their owners ask again
            if (block(world) && !world.chain.isDone(order.key())) {
              world.want(order);
            }
          });
      world.mineAndLook();
    }
    for (TxOrder order : orders) {
      assertThat(world.chain.timesDone(order.key())).as("seed %d %s", seed, order).isOne();
    }
    assertThat(total(world)).as("seed %d: what was spent", seed).isEqualTo(world.chain.paid());
  }

  private static boolean block(TxWorld world) {
    return world.chain.height() % 5 == 0;
  }

  private static BigInteger total(TxWorld world) {
    return world.spent.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }
}
