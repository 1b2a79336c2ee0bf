package network.baton.node.discovery;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.baton.libp2p.Counters;
import org.apache.tuweni.bytes.Bytes;
import org.ethereum.beacon.discovery.network.NettyDiscoveryServer;
import org.ethereum.beacon.discovery.pipeline.Envelope;
import org.ethereum.beacon.discovery.pipeline.Field;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/**
 * The UDP socket of discv5. Lets in what is discv5 and meant for this node, from addresses that are
 * allowed, at a bounded rate; counts the rest and forgets it before any state is made for it.
 */
final class DatagramDoor implements NettyDiscoveryServer {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramDoor.class);

  /** Sizes of a packet. Source: discv5 wire protocol. */
  static final int BYTES_MIN = 63;

  static final int BYTES_MAX = 1_280;

  private static final int MASK_BYTES = 16;

  /** What every header begins with, behind its mask: the protocol and its version. */
  private static final byte[] HEAD = "discv5\0\1".getBytes(StandardCharsets.US_ASCII);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("baton-discovery", true), NioIoHandler.newFactory());
  private final Sinks.Many<Envelope> incoming = Sinks.many().multicast().directBestEffort();
  private final Predicate<InetAddress> allowed;
  private final Counters counters;
  private final SecretKeySpec mask;
  private final NioDatagramChannel channel;

  /** Binds; nothing is read before {@link #start}. */
  DatagramDoor(
      InetSocketAddress listen, Bytes nodeId, Predicate<InetAddress> allowed, Counters counters)
      throws IOException {
    this.allowed = allowed;
    this.counters = counters;
    this.mask = new SecretKeySpec(nodeId.slice(0, MASK_BYTES).toArray(), "AES");
    try {
      Channel bound =
          new Bootstrap()
              .group(loop)
              .channel(NioDatagramChannel.class)
              .option(ChannelOption.AUTO_READ, false)
              .handler(new Gate())
              .bind(listen)
              .syncUninterruptibly()
              .channel();
      channel = (NioDatagramChannel) bound;
    } catch (Exception e) { // Netty throws what the socket threw, undeclared
      shutDownLoop();
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public CompletableFuture<NioDatagramChannel> start() {
    channel.config().setAutoRead(true);
    return CompletableFuture.completedFuture(channel);
  }

  @Override
  public void stop() {
    channel.close().syncUninterruptibly();
    shutDownLoop();
    incoming.tryEmitComplete();
  }

  @Override
  public InetSocketAddress getListenAddress() {
    return channel.localAddress();
  }

  @Override
  public Publisher<Envelope> getIncomingPackets() {
    return incoming.asFlux();
  }

  private void shutDownLoop() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** All on the one event loop. */
  private final class Gate extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Cipher cipher = cipher();
    private final DatagramRates rates = new DatagramRates(nowMs());

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      counters.add("datagrams", 1);
      int size = packet.content().readableBytes();
      InetAddress sender = packet.sender().getAddress();
      if (size < BYTES_MIN || size > BYTES_MAX) {
        counters.add("refused.size", 1);
      } else if (!allowed.test(sender)) {
        counters.add("refused.address", 1);
      } else {
        byte[] bytes = ByteBufUtil.getBytes(packet.content());
        if (!isForUs(bytes)) {
          counters.add("refused.not-discv5", 1);
        } else if (!rates.take(sender, nowMs())) {
          counters.add("refused.rate", 1);
        } else {
          pass(bytes, packet.sender());
        }
      }
    }

    private void pass(byte[] bytes, InetSocketAddress sender) {
      var envelope = new Envelope();
      envelope.put(Field.INCOMING, Bytes.wrap(bytes));
      envelope.put(Field.REMOTE_SENDER, sender);
      incoming.tryEmitNext(envelope);
    }

    /** Unmasks the first block of the header only. */
    private boolean isForUs(byte[] bytes) {
      try {
        cipher.init(Cipher.DECRYPT_MODE, mask, new IvParameterSpec(bytes, 0, MASK_BYTES));
        byte[] head = cipher.doFinal(bytes, MASK_BYTES, HEAD.length);
        return Arrays.equals(head, HEAD);
      } catch (GeneralSecurityException e) {
        throw new AssertionError("AES of 128 bits in counter mode takes any bytes", e);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      counters.add("refused.error", 1); // the loop's edge: one datagram's trouble is not the next's
      LOG.debug("a datagram was refused", cause);
    }

    private static Cipher cipher() {
      try {
        return Cipher.getInstance("AES/CTR/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new AssertionError("every JDK has AES", e);
      }
    }

    private static long nowMs() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
  }
}
