package io.quorate.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What values of Kubernetes mean, those that are left out among them. */
final class Values {
    private static final BigDecimal MEBI = BigDecimal.valueOf(1 << 20);

    private Values() {}

    static boolean isTcp(@Nullable String protocol) {
        return protocol == null || protocol.equals("TCP");
    }

    static int or(@Nullable Integer value, int unlessGiven) {
        return value == null ? unlessGiven : value;
    }

    static boolean isAtLeastMebi(@Nullable Quantity quantity, int least) {
        return quantity != null
                && Quantity.getAmountInBytes(quantity).compareTo(MEBI.multiply(BigDecimal.valueOf(least))) >= 0;
    }
}
