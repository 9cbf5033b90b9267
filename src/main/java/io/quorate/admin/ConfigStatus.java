package io.quorate.admin;

import io.quorate.core.model.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * Which config is applied, and what is wrong with the one in the directory.
 *
 * @param appliedAt when the applied config was
 * @param hash of its upstreams and checks
 * @param contentHash of all that it says, and of the files that it refers to
 * @param effective with its defaults, secrets redacted
 * @param rejectedAt when the problems were found; without meaning if there are none
 * @param problems for which the directory's content is not applied; empty if it is
 */
public record ConfigStatus(
        Instant appliedAt,
        String hash,
        String contentHash,
        JsonObject effective,
        Instant rejectedAt,
        List<Problem> problems) {
    public ConfigStatus {
        effective = effective.copy();
        problems = List.copyOf(problems);
    }

    /** The same config applied, another one refused. */
    public ConfigStatus rejected(Instant at, List<Problem> why) {
        return new ConfigStatus(appliedAt, hash, contentHash, effective, at, why);
    }
}
