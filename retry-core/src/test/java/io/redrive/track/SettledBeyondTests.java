package io.redrive.track;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Base64;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettledBeyondTests {

    @Test
    void rangesAreHalfOpen() {
        SettledBeyond settled = new SettledBeyond();

        settled.addRange(10, 20);
        settled.addRange(30, 31);
        settled.addRange(50, 50);

        assertThat(settled.contains(9)).isFalse();
        assertThat(settled.contains(10)).isTrue();
        assertThat(settled.contains(19)).isTrue();
        assertThat(settled.contains(20)).isFalse();
        assertThat(settled.contains(30)).isTrue();
        assertThat(settled.contains(31)).isFalse();
        assertThat(settled.contains(50)).isFalse();
        assertThat(settled.skip(15)).isEqualTo(20);
        assertThat(settled.skip(20)).isEqualTo(20);
        assertThat(settled.skip(30)).isEqualTo(31);
    }

    @Test
    void theWireFormatIsStable() {
        SettledBeyond.Writer writer = new SettledBeyond.Writer(1_000);
        writer.settled(1_001, 1_004);
        writer.settled(1_300, 1_301);

        SettledBeyond.Metadata metadata = writer.finish();

        byte[] runs = {1, 3, (byte) 0xA8, 2, 1};
        assertThat(metadata)
                .isEqualTo(new SettledBeyond.Metadata(
                        "rd1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(runs), true));
        assertThat(metadata.text()).isEqualTo("rd1:AQOoAgE");
    }

    @Test
    void nothingSettledIsNothingToSay() {
        assertThat(new SettledBeyond.Writer(5).finish()).isEqualTo(new SettledBeyond.Metadata("", true));
    }

    @Test
    void rangesThatTouchAreWrittenAsOne() {
        SettledBeyond.Writer writer = new SettledBeyond.Writer(0);
        for (long offset = 5; offset < 5_000; offset++) {
            writer.settled(offset, offset + 1);
        }

        String text = writer.finish().text();

        assertThat(text).hasSizeLessThan(12);
        assertThat(SettledBeyond.decode(0, text).skip(5)).isEqualTo(5_000);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "offset committed by somebody else", "rd2:AQE", "RD1:AQE", "{\"a\":1}", "rd1"})
    void metadataOfOthersSaysNothing(String metadata) {
        assertThat(SettledBeyond.decode(100, metadata).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rd1:!", // not Base64
                "rd1:AQ", // no settled run behind the unsettled one
                "rd1:AQGB", // a length that does not end
                "rd1:AQEBgICAgICAgICAgICAgAE", // a length of more than 63 bits
                "rd1:____________fwE", // one that overflows when it is added
                "rd1:AQEB", // an incomplete pair behind complete ones
                "rd1:AQE AQE"
            })
    void malformedMetadataSaysNothing(String metadata) {
        SettledBeyond settled = SettledBeyond.decode(100, metadata);

        assertThat(settled.isEmpty()).isTrue();
    }

    @Test
    void runsThatReachBeyondTheLargestOffsetSayNothing() {
        byte[] runs = {1, -1, -1, -1, -1, -1, -1, -1, -1, 0x7F};
        String metadata = "rd1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(runs);

        assertThat(SettledBeyond.decode(100, metadata).isEmpty()).isTrue();
    }

    @Test
    void noMetadataMakesReadingThrow() {
        long seed = Long.getLong("sim.seed", 11L);
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = random.nextBoolean()
                    ? Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)
                    : new String(bytes, ISO_8859_1);
            long committed = random.nextBoolean() ? random.nextLong() : random.nextInt(1_000);

            assertThatCode(() -> SettledBeyond.decode(committed, "rd1:" + text).contains(committed))
                    .as("seed %d: %s", seed, text)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 600 : replay); seed++) {
            Random random = new Random(seed);
            long committed = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : random.nextInt(100);
            BitSet settled = new BitSet();
            for (int i = 1 + random.nextInt(300); i > 0; i--) {
                settled.set(1 + random.nextInt(500));
            }
            SettledBeyond.Writer writer = new SettledBeyond.Writer(committed);
            settled.stream().forEach(offset -> writer.settled(committed + offset, committed + offset + 1));

            SettledBeyond.Metadata metadata = writer.finish();

            assertThat(metadata.complete()).as("seed %d", seed).isTrue();
            SettledBeyond read = SettledBeyond.decode(committed, metadata.text());
            for (int offset = 0; offset < 520; offset++) {
                assertThat(read.contains(committed + offset))
                        .as("seed %d offset %d", seed, offset)
                        .isEqualTo(settled.get(offset));
                assertThat(read.skip(committed + offset))
                        .as("seed %d offset %d", seed, offset)
                        .isEqualTo(committed + settled.nextClearBit(offset));
            }
        }
    }

    @Test
    void metadataStaysWithinWhatABrokerAcceptsAndSaysWhenItIsIncomplete() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 200 : replay); seed++) {
            Random random = new Random(seed);
            int bits = 1 + random.nextInt(50);
            int ranges = 100 + random.nextInt(3_000);
            long[] from = new long[ranges];
            long[] to = new long[ranges];
            SettledBeyond.Writer writer = new SettledBeyond.Writer(0);
            long at = 0;
            for (int i = 0; i < ranges; i++) {
                from[i] = at + 1 + random.nextLong(1L << bits);
                to[i] = from[i] + 1 + random.nextLong(1L << bits);
                at = to[i];
                writer.settled(from[i], to[i]);
            }

            SettledBeyond.Metadata metadata = writer.finish();

            assertThat(metadata.text().length())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(SettledBeyond.LONGEST_METADATA);
            SettledBeyond read = SettledBeyond.decode(0, metadata.text());
            int said = 0;
            for (int i = 0; i < ranges; i++) {
                assertThat(read.contains(from[i] - 1)).as("seed %d", seed).isFalse();
                assertThat(read.contains(to[i])).as("seed %d", seed).isFalse();
                assertThat(read.skip(from[i])).as("seed %d", seed).isIn(from[i], to[i]);
                said += read.contains(from[i]) ? 1 : 0;
            }
            assertThat(metadata.complete()).as("seed %d", seed).isEqualTo(said == ranges);
            assertThat(said).as("seed %d", seed).isGreaterThanOrEqualTo(Math.min(ranges, 150));
        }
    }

    @Test
    void rangesBehaveLikeASetOfOffsetsWhateverHappens() {
        Long replay = Long.getLong("sim.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 400 : replay); seed++) {
            Random random = new Random(seed);
            SettledBeyond settled = new SettledBeyond();
            BitSet model = new BitSet();
            for (int step = 0; step < 40; step++) {
                int from = random.nextInt(100);
                int to = from + random.nextInt(8);
                if (random.nextInt(6) == 0) {
                    settled.removeBelow(from / 2);
                    model.clear(0, from / 2);
                } else {
                    settled.addRange(from, to);
                    model.set(from, to);
                }
                for (int offset = 0; offset < 110; offset++) {
                    assertThat(settled.contains(offset)).as("seed %d", seed).isEqualTo(model.get(offset));
                    assertThat(settled.skip(offset)).as("seed %d", seed).isEqualTo(model.nextClearBit(offset));
                }
                assertThat(settled.isEmpty()).as("seed %d", seed).isEqualTo(model.isEmpty());
            }
        }
    }
}
