package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs as they are started and stopped, in processes of their own. */
@Timeout(60)
final class LaunchTest {

    /** What the process is: its one part says when it is stopped, or its start fails as the first argument's file name says. */
    static final class Program {

        private Program() {}

        public static void main(String[] args) {
            Launch.run(args, (file, env) -> {
                switch (String.valueOf(file)) {
                    case "settings" -> throw new SettingsException(List.of("a.b: is wrong", "c.d: is wrong"));
                    case "port" ->
                        throw new PortInUseException(
                                "admin", InetSocketAddress.createUnresolved("127.0.0.1", 8_101), new IOException());
                    case "half-dead" -> {
                        Service service = program();
                        service.giveUp("scripted");
                        return service;
                    }
                    default -> {
                        Service service = program();
                        sayWhenItWaits(Thread.currentThread());
                        return service;
                    }
                }
            });
        }
    }

    private static Service program() {
        Service service = Service.named("program");
        service.own("part", Duration.ofSeconds(10), () -> System.out.println("part stopped"));
        return service;
    }

    /** A signal that comes before the main thread waits for one ends the process at once, as everywhere. */
    private static void sayWhenItWaits(Thread main) {
        Thread watching = new Thread(() -> {
            while (main.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            System.out.println("running");
        });
        watching.setDaemon(true);
        watching.start();
    }

    @Test
    void shouldRunUntilSigtermAndStopItsParts() throws Exception {
        Process process = start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo("running");

        process.toHandle().destroy(); // SIGTERM, and its output stays readable

        assertThat(out.readLine()).isEqualTo("part stopped");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void shouldStopItsPartsAndEndWithOneWhenOneCannotGoOn() throws Exception {
        Process process = start("--config", "half-dead");

        assertThat(errorsOf(process)).contains("program cannot go on and ends: scripted");
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("part stopped");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatIsWrongWithTheConfigurationAndEndWithTwo() throws Exception {
        Process process = start("--config", "settings");

        assertThat(errorsOf(process)).contains("2 problems in the configuration:\n  a.b: is wrong\n  c.d: is wrong");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void shouldSayWhatTheMachineWillNotGiveAndEndWithThree() throws Exception {
        Process process = start("--config", "port");

        assertThat(errorsOf(process)).contains("127.0.0.1:8101 is already in use");
        assertThat(process.waitFor()).isEqualTo(3);
    }

    @Test
    void shouldSayHowItIsCalled() throws Exception {
        Process process = start("--confg", "x");

        assertThat(errorsOf(process)).contains("usage: [--config FILE]");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static String errorsOf(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
