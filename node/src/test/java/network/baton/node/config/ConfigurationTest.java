package network.baton.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import network.baton.lease.LeaseSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir Path folder = Path.of("unset");

  @Test
  void goodFilesAreRead() {
    Path config = ConfigFiles.write(folder, ConfigFiles.nodeYaml());

    NodeFile file = NodeFile.read(config);
    NetworkFile network = NetworkFile.read(folder.resolve("network.yaml"));

    assertThat(file.api().port()).isZero();
    assertThat(file.provers()).hasSize(1);
    assertThat(file.safety().slots()).isEqualTo(2);
    assertThat(file.clock().servers()).isEmpty();
    assertThat(network.genesisSnapshot(0).provers()).hasSize(1);
    assertThat(network.leaseSettings().silenceMs()).isEqualTo(1_700);
    assertThat(network.leaseSettings()).isEqualTo(LeaseSettings.L1_REALTIME);
    assertThat(network.genesisSnapshot(1).firstSlot()).isEqualTo(8);
  }

  /** One spoiled line each; the message names the file, the place and what is wrong. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: alice|nmae: alice|missing key 'name'; unknown key 'nmae'",
        "dataDir: data|{dataDir: data, colour: red}|not valid YAML",
        "parallel: 1|parallel: 1, colour: red|unknown key 'colour' in 'provers",
        "network: network.yaml|#|missing key 'network'",
        "rpc: {url: \"ws://127.0.0.1:1\"}|rpc: {uri: x}|rpc: missing key 'url'; unknown key 'uri'",
        "rpc: {url: \"ws://127.0.0.1:1\"}|rpc: {url: \"ftp://x\"}|'url' must begin with ws://",
        "api: {listen: \"127.0.0.1:0\"}|api: {listen: nowhere}|'listen' must be host:port",
        "mode: worker|mode: cold|'mode' is 'cold'; allowed: worker, oneshot",
        "kind: process|kind: magic|'kind' is 'magic'; allowed: process",
        "kind: process|kind: nats|missing key 'nats'",
        "kind: process|kind: nats, nats: {url: \"http://x\"}|'url' must begin with nats://",
        "kind: process|kind: nats, nats: {url: \"nats://x\", fleet: a.b}|fleet 'a.b' is not 1 to 32",
        "kind: process|kind: trace, trace: {times: slow}|'times' is 'slow'; allowed: recorded,",
        "kind: process|kind: trace, trace: {times: constant}|missing key 'ms'",
        "parallel: 1|attempts: 0|'attempts' is 0, must be within 1..100",
        "parallel: 1|parallel: 0|'parallel' is 0, must be within 1..64",
        "command: [\"true\"]|command: []|'command' must list at least one entry",
        "command: [\"true\"]|command: [null]|'command' has an entry without a value",
        "name: alice|name: alice: bob|not valid YAML",
        "name: alice|~name: alice\nsafety: {listenSlots: 65}~|'listenSlots' is 65, must be within 0..64",
        "name: alice|~name: alice\nclock: {ntp: [\"http://x\"]}~|'http://x' is not a time server",
      })
  void badNodeFileIsRefusedInOneLine(String good, String bad, String expected) {
    Path config = ConfigFiles.write(folder, ConfigFiles.nodeYaml().replace(good, bad));

    assertThatThrownBy(() -> NodeFile.read(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("node.yaml")
        .hasMessageContaining(expected)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "protocolVersion: 1|protocolVersion: 2|'protocolVersion' is 2, this node speaks 1",
        "chainId: 31337|chainId: -1|'chainId' is -1",
        "silenceMs: 1700|silenceMs: 900|silenceMs 900 must be at least three beats",
        "slotSeconds: 4|slotSeconds: 0|'slotSeconds' is 0",
        "provenTypes: 1|provenTypes: 3|'provenTypes' is 3, must be within 1..1",
        "name: header-sponge-v1, id|name: header-sponge-v2, id|'id' is not the keccak256 of its name",
        "promisesMs: {header-sponge-v1: 1500}|promisesMs: {other: 1}|unknown proof type 'other'",
        "promisesMs: {header-sponge-v1: 1500}|promisesMs: {header-sponge-v1: [1, 2]}|8 times",
        "timing: {beatMs: 500|timing: {profile: l2, beatMs: 500|'profile' is 'l2'; allowed: l1-realtime, rollup",
        "timing: {beatMs: 500|timing: {gasBands: [1, 2], beatMs: 500|gasBands must list 7 upper bounds",
        "startBlock: 20|startBlock: soon|startBlock",
      })
  void badNetworkFileIsRefusedInOneLine(String good, String bad, String expected) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("network.yaml"), ConfigFiles.networkYaml().replace(good, bad));

    assertThatThrownBy(() -> NetworkFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("network.yaml")
        .hasMessageContaining(expected)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void missingFileIsNamed() {
    assertThatThrownBy(() -> NodeFile.read(folder.resolve("absent.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("absent.yaml: no such file");
  }

  @Test
  void emptyFileIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("empty.yaml"), "");

    assertThatThrownBy(() -> NodeFile.read(file)).isInstanceOf(ConfigException.class);
  }
}
