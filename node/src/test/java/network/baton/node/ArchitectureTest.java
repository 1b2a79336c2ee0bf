package network.baton.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import network.baton.lease.Message;
import org.junit.jupiter.api.Test;

/** The missing arrows between modules are the design; Maven forbids most, this forbids the rest. */
class ArchitectureTest {
  private static final JavaClasses BATON =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("network.baton");

  @Test
  void leaseCoreKnowsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("network.baton.lease..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("network.baton.lease..", "java..", "org.jspecify..")
        .check(BATON);
  }

  @Test
  void leaseCoreHasNoClockNoRandomAndNoInputOutput() {
    noClasses()
        .that()
        .resideInAPackage("network.baton.lease..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.net..", "java.time..", "java.util.concurrent..")
        .check(BATON);
    noClasses()
        .that()
        .resideInAPackage("network.baton.lease..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .check(BATON);
  }

  @Test
  void libp2pKnowsNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("network.baton.libp2p..")
        .should()
        .dependOnClassesThat(otherThan("network.baton.libp2p"))
        .check(BATON);
  }

  @Test
  void proverBridgeKnowsNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("network.baton.prover..")
        .should()
        .dependOnClassesThat(otherThan("network.baton.prover"))
        .check(BATON);
  }

  @Test
  void contractsKnowNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("network.baton.contracts..")
        .should()
        .dependOnClassesThat(otherThan("network.baton.contracts"))
        .check(BATON);
  }

  @Test
  void wireKnowsOnlyLeases() {
    noClasses()
        .that()
        .resideInAPackage("network.baton.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "network.baton.libp2p..",
            "network.baton.prover..",
            "network.baton.contracts..",
            "network.baton.node..")
        .check(BATON);
  }

  /** A lease may be copied without its evidence: that claims nothing that was not checked. */
  @Test
  void onlyWireMakesVerifiedMessages() {
    classes()
        .that()
        .resideOutsideOfPackage("network.baton.wire..")
        .and()
        .doNotBelongToAnyOf(Message.VerifiedLease.class)
        .should(notConstructVerifiedMessages())
        .check(BATON);
  }

  private static DescribedPredicate<JavaClass> otherThan(String own) {
    return DescribedPredicate.describe(
        "other parts of Baton than " + own,
        type ->
            type.getPackageName().startsWith("network.baton.")
                && !type.getPackageName().equals(own)
                && !type.getPackageName().startsWith(own + "."));
  }

  private static ArchCondition<JavaClass> notConstructVerifiedMessages() {
    return new ArchCondition<>("not construct verified messages") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> call : type.getConstructorCallsFromSelf()) {
          if (call.getTargetOwner().isAssignableTo(Message.class)) {
            events.add(SimpleConditionEvent.violated(type, call.getDescription()));
          }
        }
      }
    };
  }
}
