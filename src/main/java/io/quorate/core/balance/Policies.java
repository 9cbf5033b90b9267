package io.quorate.core.balance;

import io.quorate.core.model.text.Expect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All policies, by name. A new one is one file and one line here. */
public final class Policies {
    /** What balances an upstream that does not say. */
    public static final String DEFAULT = "least-requests";

    private static final Map<String, Policy> ALL =
            byName(List.of(new LeastRequests(), new RoundRobin(), new TwoChoices(), new RandomChoice(), new Ring()));

    private Policies() {}

    /** The names, in the order of the registry. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * The policy of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Policy named(String name) {
        Policy policy = ALL.get(name);
        if (policy == null) {
            throw Expect.refusal("balance", name, "one of " + String.join(", ", names()));
        }
        return policy;
    }

    private static Map<String, Policy> byName(List<Policy> policies) {
        Map<String, Policy> byName = new LinkedHashMap<>();
        policies.forEach(policy -> byName.put(policy.name(), policy));
        return byName;
    }
}
