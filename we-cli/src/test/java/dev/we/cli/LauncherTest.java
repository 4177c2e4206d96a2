package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a project that looks like this one, in a folder with a space in its name. Its
 * Maven and its JDKs are scripts that tell what they were called with.
 */
@Timeout(60)
@DisabledOnOs(value = WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherTest {
  private static final String SYSTEM_PATH = "/usr/bin:/bin";

  @TempDir Path folder;
  private Path project;
  private Path jdk;

  @BeforeEach
  void layOutProject() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    script(project.resolve("we"), Files.readString(Path.of("..", "we")));
    script(
        project.resolve("mvnw"),
        """
        #!/usr/bin/env bash
        echo "$JAVA_HOME: $*" >> mvnw.log
        [ -e broken ] && { echo "[INFO] tried"; echo "[ERROR] it is broken"; exit 1; }
        mkdir -p we-cli/target/app
        echo jar > we-cli/target/app/we.jar
        """);
    for (String name :
        List.of("pom.xml", ".mvn/jvm.config", "we-cli/pom.xml", "we-cli/src/main/A.java")) {
      Path file = project.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    jdk = jdk("jdk-25", "25.0.1");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    script(
        home.resolve("bin/java"),
        """
        #!/usr/bin/env bash
        for last in "$@"; do :; done
        echo "$0 in $PWD runs $last"
        read -r line && echo "stdin: $line"
        exit 0
        """);
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void buildsOnceAndAgainOnlyWhenASourceChanged() throws Exception {
    assertThat(we("serve").err()).contains("we: building with " + jdk);
    assertThat(we("serve").err()).isEmpty();
    assertThat(mavenCalls())
        .containsExactly(
            jdk + ": -B -pl we-cli -am package" + " -Dmaven.test.skip -Dspotless.check.skip");

    Files.setLastModifiedTime(project.resolve("we-cli/pom.xml"), FileTime.fromMillis(0));
    we("serve");
    assertThat(mavenCalls()).as("touched, but the same").hasSize(1);

    Files.writeString(project.resolve("we-cli/src/main/B.java"), "new");
    we("serve");
    assertThat(mavenCalls()).as("a new source").hasSize(2);

    Files.delete(project.resolve("we-cli/src/main/B.java"));
    we("serve");
    assertThat(mavenCalls()).as("back to a build that is still there").hasSize(2);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          start(jdk.toString(), SYSTEM_PATH, List.of(project.resolve("we").toString(), "serve")));
    }
    for (Process process : processes) {
      assertThat(Result.of(process).exitCode()).isZero();
    }
    assertThat(mavenCalls()).hasSize(1);
  }

  @Test
  void failedBuildShowsItsErrors() throws Exception {
    Files.createFile(project.resolve("broken"));

    Result result = we("serve");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("[ERROR] it is broken", "the build failed")
        .doesNotContain("tried");
    Files.delete(project.resolve("broken"));
    assertThat(we("serve").exitCode()).isZero();
  }

  @Test
  void runsInTheCallersFolderThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project", "we"));

    Result result = run(jdk.toString(), SYSTEM_PATH, link.toString(), "connect", "an argument");

    assertThat(result.out())
        .isEqualTo(jdk + "/bin/java in " + folder.toRealPath() + " runs an argument\n");
  }

  @Test
  void closedStandardStreamsAreNoFiles() throws Exception {
    String call = "'" + project.resolve("we") + "' connect <&-";

    Result result = run(jdk.toString(), SYSTEM_PATH, "bash", "-c", call);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("runs connect").doesNotContain("stdin:");
    assertThat(run(jdk.toString(), SYSTEM_PATH, "bash", "-c", call + " >&- 2>&-").exitCode())
        .isZero();
  }

  @Test
  void oldJavaHomeIsPassedOverForTheOneOnThePath() throws Exception {
    Path old = jdk("jdk-17", "17.0.2");

    Result result =
        run(old.toString(), jdk + "/bin:" + SYSTEM_PATH, project.resolve("we").toString(), "serve");

    assertThat(result.err()).contains("building with " + jdk);
    assertThat(result.out()).startsWith(jdk + "/bin/java in ");
  }

  @Test
  void javaIsFoundBehindTheLinksOfThePath() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : List.of("java", "javac")) {
      Files.createSymbolicLink(bin.resolve(tool), jdk.resolve("bin").resolve(tool));
    }

    Result result = run("", bin + ":" + SYSTEM_PATH, project.resolve("we").toString(), "serve");

    assertThat(result.err()).contains("building with " + jdk);
  }

  @Test
  void whatIsMissingIsSaidInOneLine() throws Exception {
    Path launcher = project.resolve("we");
    script(launcher, Files.readString(launcher).replace("BUILD_JAVA=25", "BUILD_JAVA=99"));

    Result result = run(jdk.toString(), SYSTEM_PATH, launcher.toString(), "serve");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .startsWith("we: no JDK 99 or later found")
        .contains(jdk + " (25)");
    assertThat(run(jdk.toString(), SYSTEM_PATH, launcher.toString(), "test").err())
        .startsWith("we: no JDK 99");
  }

  @Test
  void testGoesToMavenWithItsArguments() throws Exception {
    script(project.resolve("we-conformance/peers/install"), "#!/bin/sh\necho installing\nexit 1\n");

    Result result = we("test", "-pl", "we net");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("installing");
    assertThat(result.err()).contains("not all peers could be installed");
    assertThat(mavenCalls()).containsExactly(jdk + ": -B verify -pl we net");
  }

  private List<String> mavenCalls() throws IOException {
    return Files.readAllLines(project.resolve("mvnw.log"));
  }

  private Result we(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(project.resolve("we").toString()));
    command.addAll(List.of(args));
    return run(jdk.toString(), SYSTEM_PATH, command.toArray(String[]::new));
  }

  private Result run(String javaHome, String path, String... command)
      throws IOException, InterruptedException {
    return Result.of(start(javaHome, path, List.of(command)));
  }

  private Process start(String javaHome, String path, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toRealPath().toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", folder.toString());
    if (!javaHome.isEmpty()) {
      builder.environment().put("JAVA_HOME", javaHome);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private record Result(int exitCode, String out, String err) {
    /** Waits for the end; the output is short enough to wait in the pipes. */
    static Result of(Process process) throws IOException, InterruptedException {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Result(process.exitValue(), out, err);
    }
  }
}
