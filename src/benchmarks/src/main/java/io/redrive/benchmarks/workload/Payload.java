package io.redrive.benchmarks.workload;

import java.nio.charset.StandardCharsets;

/** The 64-byte key and the 100-byte value of a record; the key begins with the record's number. */
public final class Payload {

    private static final int DIGITS = 10;
    private static final String KEY_END = "-customer-of-the-benchmark-with-a-key-of-64-bytes-....";
    private static final String VALUE_START = "{\"order\":\"";
    private static final String VALUE_END =
            "\",\"currency\":\"EUR\",\"cents\":1999,\"note\":\"one hundred bytes of value, written as\"}";

    private Payload() {}

    /** Key of a record. */
    public static byte[] key(int record) {
        return (digits(record) + KEY_END).getBytes(StandardCharsets.US_ASCII);
    }

    /** Value of a record. */
    public static byte[] value(int record) {
        return (VALUE_START + digits(record) + VALUE_END).getBytes(StandardCharsets.US_ASCII);
    }

    /** Number of the record with this key. */
    public static int recordOf(byte[] key) {
        int record = 0;
        for (int i = 0; i < DIGITS; i++) {
            record = 10 * record + key[i] - '0';
        }
        return record;
    }

    /** Number of the record with this key. */
    public static int recordOf(String key) {
        int record = 0;
        for (int i = 0; i < DIGITS; i++) {
            record = 10 * record + key.charAt(i) - '0';
        }
        return record;
    }

    private static String digits(int record) {
        String number = Integer.toString(record);
        return "0".repeat(DIGITS - number.length()) + number;
    }
}
