package io.quorate.config;

import io.quorate.config.kind.Interpreter;
import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.core.model.Problem;
import io.quorate.core.model.ProxyConfig;
import io.quorate.core.model.text.Fingerprint;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A config that can be served, and where it was written. */
public final class LoadedConfig {
    private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[(\\d{1,9})]");

    private final Interpreter.Interpreted interpreted;
    private final SortedMap<String, String> referenced;

    /** @param referenced what is in the files that it refers to, by path as written */
    LoadedConfig(Interpreter.Interpreted interpreted, Map<String, String> referenced) {
        this.interpreted = interpreted;
        this.referenced = new TreeMap<>(referenced);
    }

    public ProxyConfig config() {
        return interpreted.config().value();
    }

    /** The config as it applies, for an operator: all files in one, defaults in place, secrets hidden. */
    public JsonObject effective() {
        JsonObject effective = ((JsonObject) interpreted.config().json()).copy();
        effective.remove("defaults");
        return effective;
    }

    /** What can be served and is hardly meant, such as a certificate that is out of date at that moment. */
    public List<Problem> doubts(Instant at) {
        return Doubts.of(this, at);
    }

    /**
     * The same for configs that do the same: covers all that is shown of it, and what is in the files that it refers to.
     * What is hidden counts as hidden: whoever sees the hash and guesses a secret could else find out that it is right.
     */
    public String contentHash() {
        return Fingerprint.of(Fingerprint.join(effective().encode(), referenced));
    }

    /**
     * Something wrong with a value that shows only when the config is applied.
     *
     * @param path with list indices counted over all files, as in {@link #config()}: {@code listeners[1].address}. If
     *     nothing was written there, the nearest thing around it is blamed.
     */
    public Problem problemAt(String path, String message) {
        Node blamed = interpreted.tree();
        Matcher steps = STEP.matcher(path);
        Optional<Node> next = Optional.of(blamed);
        while (next.isPresent() && steps.find()) {
            next = step(blamed, steps);
            blamed = next.orElse(blamed);
        }
        Place place = blamed.place();
        return next.isPresent() ? place.problem(message) : new Problem(place.file(), place.line(), path, message);
    }

    private static Optional<Node> step(Node from, Matcher step) {
        if (from instanceof Node.Entries entries && step.group(1) != null) {
            return entries.find(step.group(1));
        }
        if (from instanceof Node.Items list && step.group(2) != null) {
            List<Node> items = list.items();
            int index = Integer.parseInt(step.group(2));
            return index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
        }
        return Optional.empty();
    }
}
