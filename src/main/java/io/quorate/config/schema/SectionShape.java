package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import io.quorate.config.tree.Problems;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A mapping with known keys, and what is made of it. */
public final class SectionShape<T> implements Shape<T> {
    private final List<Field<?>> fields;
    private final List<Choice> choices;
    private final Function<Section, T> maker;

    private SectionShape(List<Field<?>> fields, List<Choice> choices, Function<Section, T> maker) {
        this.fields = List.copyOf(fields);
        this.choices = List.copyOf(choices);
        this.maker = maker;
    }

    /**
     * A section with these keys, read in this order.
     *
     * @param maker may throw {@link IllegalArgumentException}: the value then refused itself
     */
    public static <T> SectionShape<T> of(List<Field<?>> fields, Function<Section, T> maker) {
        return new SectionShape<>(fields, List.of(), maker);
    }

    /** A section that is checked and not used. */
    public static SectionShape<Section> of(List<Field<?>> fields) {
        return of(fields, Function.identity());
    }

    /** The same where one of the keys, and no more, must be given. */
    public SectionShape<T> exactlyOneOf(Field<?>... keys) {
        return with(new Choice(List.of(keys), true));
    }

    /** The same where at least one of the keys must be given. */
    public SectionShape<T> atLeastOneOf(Field<?>... keys) {
        return with(new Choice(List.of(keys), false));
    }

    /** The same where every key may be absent. */
    public SectionShape<Section> partial() {
        return of(fields.stream().<Field<?>>map(Field::partial).toList());
    }

    public List<Field<?>> fields() {
        return fields;
    }

    public List<String> keys() {
        return fields.stream().map(Field::key).toList();
    }

    @Override
    public Optional<Read<T>> read(Node node, Problems problems) {
        if (!(node instanceof Node.Entries entries)) {
            problems.add(node.place(), Messages.mismatch(node, expected()));
            return Optional.empty();
        }
        refuseUnknown(entries, problems);
        FieldReader reader = new FieldReader(entries, problems);
        boolean whole = true;
        for (Field<?> field : fields) {
            whole &= reader.read(field);
        }
        for (Choice choice : choices) {
            whole &= choice.holds(entries, problems);
        }
        return whole ? make(entries, reader.section(), problems) : Optional.empty();
    }

    /**
     * What is given, and of the defaults what is not given; sections are filled key by key. Where one of several keys must
     * be given and is, the others have no default.
     */
    public Node.Entries fill(Node.Entries given, Node.Entries defaults) {
        Map<String, Node> filled = new LinkedHashMap<>(given.byKey());
        defaults.byKey().forEach((key, byDefault) -> {
            if (choices.stream().noneMatch(choice -> choice.isMadeWithout(key, given))) {
                filled.putIfAbsent(key, byDefault);
            }
        });
        for (Field<?> field : fields) {
            if (field.shape() instanceof SectionShape<?> inner
                    && given.byKey().get(field.key()) instanceof Node.Entries own
                    && defaults.byKey().get(field.key()) instanceof Node.Entries byDefault) {
                filled.put(field.key(), inner.fill(own, byDefault));
            }
        }
        return new Node.Entries(given.place(), filled);
    }

    /** Adds a problem for each key that the section does not have. */
    public void refuseUnknown(Node.Entries entries, Problems problems) {
        List<String> known = keys();
        entries.byKey().forEach((key, value) -> {
            if (!known.contains(key)) {
                problems.add(value.place(), Messages.unknownKey(key, known));
            }
        });
    }

    @Override
    public JsonObject schema() {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        for (Field<?> field : fields) {
            properties.put(field.key(), FieldSchema.of(field));
            if (field.absence() instanceof Absence.Refused refused && refused.itself()) {
                required.add(field.key());
            }
        }
        JsonObject schema = new JsonObject().put("type", "object").put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    @Override
    public String expected() {
        return "a mapping with keys such as " + String.join(", ", keys().subList(0, Math.min(3, fields.size())));
    }

    private SectionShape<T> with(Choice choice) {
        return new SectionShape<>(fields, List.of(choice), maker);
    }

    private Optional<Read<T>> make(Node.Entries entries, Section section, Problems problems) {
        try {
            return Optional.of(new Read<>(maker.apply(section), section.json()));
        } catch (IllegalArgumentException e) {
            String blamed = keys().stream()
                    .filter(key -> String.valueOf(e.getMessage()).startsWith(key + ": "))
                    .findFirst()
                    .orElse("");
            Place place = entries.find(blamed).map(Node::place).orElse(entries.place());
            problems.add(place, Messages.of(e, blamed));
            return Optional.empty();
        }
    }

    private record Choice(List<Field<?>> among, boolean one) {
        boolean isMadeWithout(String key, Node.Entries given) {
            List<String> keys = among.stream().map(Field::key).toList();
            return one
                    && keys.contains(key)
                    && !given.byKey().containsKey(key)
                    && keys.stream().anyMatch(given.byKey()::containsKey);
        }

        boolean holds(Node.Entries entries, Problems problems) {
            List<String> keys = among.stream().map(Field::key).toList();
            List<String> given =
                    keys.stream().filter(entries.byKey()::containsKey).toList();
            if (given.size() == 1 || (given.size() > 1 && !one)) {
                return true;
            }
            String what = given.isEmpty() ? "none given" : String.join(" and ", given) + " given";
            problems.add(
                    entries.place(),
                    what + " (expected: " + (one ? "exactly one of " : "at least one of ") + String.join(", ", keys)
                            + ")");
            return false;
        }
    }
}
