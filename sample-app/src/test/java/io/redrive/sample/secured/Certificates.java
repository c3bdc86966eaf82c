package io.redrive.sample.secured;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate for localhost that the JDK's own tool has made, and the store of who trusts it. */
final class Certificates {

    static final String PASSWORD = "quiet-4711-store";

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    static Certificates in(Path directory) {
        Certificates made = new Certificates(directory);
        made.keytool(
                "-genkeypair",
                "-keystore",
                made.keyStore(),
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2");
        String certificate = directory.resolve("broker.pem").toString();
        made.keytool("-exportcert", "-keystore", made.keyStore(), "-rfc", "-file", certificate);
        made.keytool("-importcert", "-keystore", made.trustStore(), "-noprompt", "-file", certificate);
        return made;
    }

    String keyStore() {
        return directory.resolve("key.p12").toString();
    }

    String trustStore() {
        return directory.resolve("trust.p12").toString();
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
