package io.redrive.autoconfigure;

import java.util.Locale;

/** Names of constants as tags and JSON write them. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
