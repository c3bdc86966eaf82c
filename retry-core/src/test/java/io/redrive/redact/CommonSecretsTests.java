package io.redrive.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommonSecretsTests {

    private static final int LONG = 17 * 1024;

    private final CommonSecrets secrets = new CommonSecrets();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "login failed: user=joe password=s3cr3t, host=db | login failed: user=joe password=***, host=db",
                "Password: s3cr3t | Password: ***",
                "{\"password\":\"s3 cr,3t\",\"user\":\"joe\"} | {\"password\":***,\"user\":\"joe\"}",
                "{\"password\":\"s3\\\"cr,3t\",\"user\":\"joe\"} | {\"password\":***,\"user\":\"joe\"}",
                "{\\\"password\\\":\\\"s3cr3t\\\",\\\"user\\\":1} | {\\\"password\\\":***,\\\"user\\\":1}",
                "{\"secret\":[\"s3,cr\",\"3]t\"],\"user\":1} | {\"secret\":***,\"user\":1}",
                "{\"Authorization\":[\"Basic czNjcjN0\"],\"x\":1} | {\"Authorization\": ***,\"x\":1}",
                "{\\\"Authorization\\\":\\\"Basic czNjcjN0\\\",\\\"x\\\":1} | {\\\"Authorization\\\": ***,\\\"x\\\":1}",
                "{\\\"password\\\":\\\"s3\\\\\\\"cr3t\\\",\\\"user\\\":1} | {\\\"password\\\":***,\\\"user\\\":1}",
                "{\"password\":[[\"s3cr3t\"],[\"s3cr3t\"]],\"user\":1} | {\"password\":***,\"user\":1}",
                "Login(user=joe, password=[C@6d06d69c): code 17 | Login(user=joe, password=***): code 17",
                "DB_PASSWORD=s3cr3t | DB_PASSWORD=***",
                "SECRET \t= s3cr3t | SECRET \t= ***",
                "'apiKey' : 's3cr3t' | 'apiKey' : ***",
                "AUTHORIZATION: s3cr3t | AUTHORIZATION: ***",
                "with BEARER s3cr3t-s3cr3t-s3cr3t failed | with BEARER *** failed",
                "JDBC:ORACLE:thin:joe/s3cr3t@//db | JDBC:ORACLE:thin:joe/***@//db",
                "spring.datasource.password = s3cr3t | spring.datasource.password = ***",
                "clientSecret='s3cr3t' | clientSecret=***",
                "api-key: s3cr3t; next | api-key: ***; next",
                "GET /x?access_token=s3cr3t&page=2 | GET /x?access_token=***&page=2",
                "?token=s3cr3t | ?token=***",
                "username=\"app\" password=\"s3cr3t\"; | username=\"app\" password=***;",
                "Authorization: Bearer s3cr3t | Authorization: ***",
                "Authorization: Basic czNjcjN0 for joe | Authorization: ***",
                "{\"authorization\":\"Basic czNjcjN0\",\"x\":1} | {\"authorization\": ***,\"x\":1}",
                "with Bearer s3cr3t-s3cr3t-s3cr3t failed | with Bearer *** failed",
                "jdbc:postgresql://joe:s3cr3t@db:5432/orders | jdbc:postgresql://joe:***@db:5432/orders",
                "jdbc:mysql://db/orders?user=joe&password=s3cr3t | jdbc:mysql://db/orders?user=joe&password=***",
                "jdbc:sqlserver://db;user=joe;password=s3cr3t; | jdbc:sqlserver://db;user=joe;password=***;",
                "jdbc:oracle:thin:joe/s3cr3t@//db:1521/orders | jdbc:oracle:thin:joe/***@//db:1521/orders",
                "mongodb+srv://joe:s3cr3t@db/orders | mongodb+srv://joe:***@db/orders",
                "redis://:s3cr3t@cache:6379 | redis://:***@cache:6379",
                "AccountKey=s3cr3t==;Endpoint=x | AccountKey=***;Endpoint=x",
                "jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl end | jwt *** end",
            })
    void secretsAreTakenOut(String text, String told) {
        assertThat(secrets.redact(text)).isEqualTo(told);
    }

    @Test
    void aPrivateKeyIsTakenOutAlsoWhenItsEndIsMissing() {
        String key = "key -----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY----- end";

        assertThat(secrets.redact(key + " x=1")).isEqualTo("key *** end x=1");
        assertThat(secrets.redact(key.substring(0, 45) + " x=1")).isEqualTo("key ***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no good",
                "Cannot parse '2026-13-01': month must be from 1 to 12",
                "Unrecognized token 'abc': was expecting (JSON String, Number, Array, Object or token 'null')",
                "HTTP 503 from https://shop.example:8443/orders/1?page=2",
                "key=4711 value=5 offset=7",
                "user joe@example.org: not found",
                "jdbc:postgresql://db:5432/orders refused",
                "java.lang.IllegalStateException: passwords must match",
                "Basic configuration is missing: see docs",
            })
    void allElseStaysAsItIs(String text) {
        assertThat(secrets.redact(text)).isEqualTo(text);
    }

    /** Steps, not time: a pattern that tries again and again would not end before the build is given up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "password",
                "password=",
                "password = \"",
                "password: '",
                "a://",
                "a://b:",
                "eyJ",
                "eyJaaaaaaaa.",
                "bearer ",
                "authorization: ",
                "-----BEGIN PRIVATE KEY-----",
                "jdbc:oracle:thin:",
                "jdbc:oracle:thin:a/",
                " ",
                "\"",
                "=:",
                "token="
            })
    void noTextKeepsItBusy(String piece) {
        String text = (piece.repeat(LONG / piece.length() + 1) + ":=").substring(0, LONG);

        for (int i = 0; i < 20; i++) {
            assertThat(secrets.redact(text + i)).hasSizeLessThan(2 * LONG);
        }
    }

    @Test
    void neverThrows() {
        String[] pieces = {
            "password",
            "=",
            ":",
            "\"",
            "'",
            "://",
            "@",
            "$1",
            "\\",
            "eyJ",
            ".",
            "bearer ",
            "\n",
            "-----BEGIN PRIVATE KEY-----",
            "x"
        };
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(secrets.redact(text.toString())).isNotNull();
        }
    }
}
