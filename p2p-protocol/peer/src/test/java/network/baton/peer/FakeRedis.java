package network.baton.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Redis server that knows RPUSH and BLPOP. */
final class FakeRedis implements AutoCloseable {
  private final ServerSocket server;
  private final Map<String, BlockingQueue<String>> lists = new ConcurrentHashMap<>();

  FakeRedis() {
    try {
      server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  BlockingQueue<String> list(String name) {
    return lists.computeIfAbsent(name, any -> new LinkedBlockingQueue<>());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      for (String head = in.readLine(); head != null; head = in.readLine()) {
        List<String> words = new ArrayList<>();
        for (int left = Integer.parseInt(head.substring(1)); left > 0; left--) {
          in.readLine(); // the length
          words.add(in.readLine());
        }
        answer(words, client.getOutputStream());
      }
    } catch (IOException e) {
      // The client is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(List<String> words, OutputStream out)
      throws IOException, InterruptedException {
    BlockingQueue<String> list = list(words.get(1));
    String answer;
    if (words.getFirst().equals("RPUSH")) {
      list.add(words.get(2));
      answer = ":" + list.size() + "\r\n";
    } else if (words.getFirst().equals("BLPOP")) {
      String value = list.poll(Long.parseLong(words.get(2)), TimeUnit.SECONDS);
      answer = value == null ? "*-1\r\n" : "*2\r\n" + bulk(words.get(1)) + bulk(value);
    } else {
      answer = "-ERR unknown command\r\n";
    }
    out.write(answer.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String bulk(String text) {
    return "$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n";
  }
}
