package io.quorate.core.model;

import io.quorate.core.model.text.Expect;

/**
 * The access log: a line for each request.
 *
 * @param path of the file that lines go to; {@link #STANDARD_OUTPUT} is no file; empty: there is no log
 * @param share of the requests that have a line, from 0 to 1; those that went wrong always have
 */
public record AccessLogSettings(Format format, String path, double share) {
    public static final String STANDARD_OUTPUT = "-";
    public static final AccessLogSettings OFF = new AccessLogSettings(Format.JSON, "", 0);

    /** What a line looks like. */
    public enum Format {
        /** An object of JSON. */
        JSON,
        /** The combined format of web servers, with what else there is to say behind it. */
        TEXT
    }

    public AccessLogSettings {
        Expect.that(share >= 0 && share <= 1, "share", share, "from 0 to 1");
    }

    public boolean isOn() {
        return !path.isEmpty();
    }

    /** Whether lines go to a file of their own. */
    public boolean isToFile() {
        return isOn() && !path.equals(STANDARD_OUTPUT);
    }

    /** The same with another path. */
    public AccessLogSettings at(String other) {
        return new AccessLogSettings(format, other, share);
    }
}
