package network.baton.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.baton.contracts.Deployment;
import network.baton.node.config.ConfigFiles;
import network.baton.wire.ProofTypes;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;

/** Baton's contracts on an anvil, and the network file that names them. */
final class DeployedChain {
  /** The first account of anvil's well-known development mnemonic. */
  private static final String DEVELOPMENT_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private DeployedChain() {}

  /** Deploys and writes the configuration files into {@code folder}. */
  static Deployment deploy(AnvilProcess anvil, Path folder) {
    return deploy(anvil, folder, "header-sponge-v1");
  }

  /** The same with another proof type. */
  static Deployment deploy(AnvilProcess anvil, Path folder, String proofType) {
    var service = new HttpService(anvil.httpUrl());
    Web3j web3j = Web3j.build(service);
    try {
      Path key =
          Path.of(System.getProperty("baton.root", ".."))
              .resolve("prover-bridge/reference/keys/" + proofType + ".vkey.json");
      Deployment deployment =
          Deployment.deploy(
              web3j,
              Credentials.create(DEVELOPMENT_KEY),
              31_337,
              new Deployment.Plan(
                  List.of(new Deployment.ProofType(proofType, key)),
                  new Deployment.Clock(1_795_000_000L, 12, 32, 4, "0x" + "07".repeat(32)),
                  0,
                  1,
                  BigInteger.TEN.pow(18),
                  BigInteger.TEN.pow(9),
                  1),
              () -> mine(service));
      ConfigFiles.write(folder, ConfigFiles.nodeYaml());
      String verifier = deployment.verifiers().get(proofType);
      Files.writeString(
          folder.resolve("network.yaml"),
          ConfigFiles.networkYaml()
              .replace(ProofTypes.id("header-sponge-v1").toHex(), ProofTypes.id(proofType).toHex())
              .replace("header-sponge-v1", proofType)
              .replace("0x1111111111111111111111111111111111111111", deployment.registry())
              .replace("0x2222222222222222222222222222222222222222", deployment.anchor())
              .replace(
                  "\"0x3333333333333333333333333333333333333333\"",
                  "\"%s\"\n  codeHashes: %s"
                      .formatted(deployment.settlement(), quoted(deployment.codeHashes(web3j))))
              .replace("0x4444444444444444444444444444444444444444", String.valueOf(verifier)));
      return deployment;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while deploying", e);
    } finally {
      web3j.shutdown();
    }
  }

  private static String quoted(Map<String, String> hashes) {
    return hashes.entrySet().stream()
        .map(entry -> "%s: \"%s\"".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static void mine(HttpService service) {
    try {
      new Request<>("evm_mine", List.of(), service, VoidResponse.class).send();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
