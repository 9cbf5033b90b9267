package io.quorate.core.model.upstream;

import io.quorate.core.model.text.Expect;
import io.quorate.core.model.text.HttpSyntax;
import java.util.Locale;

/**
 * How one endpoint of an upstream is chosen.
 *
 * @param policy name of the policy
 * @param by what a policy that goes by the request goes by; {@link By#NOTHING} for others
 * @param stickyCookie name of the cookie that keeps a client at its endpoint; empty: none
 */
public record Balance(String policy, By by, String stickyCookie) {
    /** A part of a request. */
    public record By(Source source, String name) {
        public static final By NOTHING = new By(Source.NOTHING, "");

        public By {
            boolean named = source == Source.HEADER || source == Source.COOKIE;
            Expect.that(named == !name.isEmpty(), "by", name, "a name for a header or a cookie, and for these only");
        }

        /**
         * Reads {@code header:NAME}, {@code cookie:NAME}, {@code client-ip} or {@code path}. Names of headers are the
         * same in upper and lower case, those of cookies are not.
         *
         * @throws IllegalArgumentException if the text is none of these
         */
        public static By parse(String text) {
            if (text.equals("client-ip")) {
                return new By(Source.CLIENT_IP, "");
            }
            if (text.equals("path")) {
                return new By(Source.PATH, "");
            }
            int colon = text.indexOf(':');
            String kind = colon < 0 ? "" : text.substring(0, colon);
            boolean known = kind.equals("header") || kind.equals("cookie");
            Expect.that(known, "by", text, "header:NAME, cookie:NAME, client-ip or path");
            String name = text.substring(colon + 1);
            HttpSyntax.checkMethod(name);
            return kind.equals("header")
                    ? new By(Source.HEADER, name.toLowerCase(Locale.ROOT))
                    : new By(Source.COOKIE, name);
        }
    }

    /** Where in a request. */
    public enum Source {
        NOTHING,
        HEADER,
        COOKIE,
        CLIENT_IP,
        PATH
    }

    /** By that policy alone. */
    public static Balance of(String policy) {
        return new Balance(policy, By.NOTHING, "");
    }
}
