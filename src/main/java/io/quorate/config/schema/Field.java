package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Place;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One key of a section: what it is called, looks like and means. */
public record Field<T>(String key, Shape<T> shape, String description, Absence absence, Support support) {
    /** An empty mapping or list that stands in no file. */
    private static final Node NO_ENTRIES = new Node.Entries(Place.NOWHERE, Map.of());

    private static final Node NO_ITEMS = new Node.Items(Place.NOWHERE, List.of());

    /** A key that means something by being absent. */
    public static <T> Field<T> of(String key, Shape<T> shape, String description) {
        return new Field<>(key, shape, description, new Absence.Meaningful(), new Support.ActedOn());
    }

    /** The key must be given where its section is. */
    public Field<T> required() {
        return with(new Absence.Refused(true));
    }

    /** The key must be given, by a default or another file if not where its section is. */
    public Field<T> requiredSomewhere() {
        return with(new Absence.Refused(false));
    }

    /** What stands for the key where it is absent, as it would be written. */
    public Field<T> otherwise(String text) {
        return otherwise(section -> new Node.Text(Place.NOWHERE, text));
    }

    /** What stands for the key where it is absent, by the fields before it. */
    public Field<T> otherwise(Function<Section, Node> substitute) {
        return with(new Absence.Replaced(substitute));
    }

    /** An absent key is like an empty list, an empty map, or a section of defaults only. */
    public Field<T> otherwiseEmpty() {
        Node empty = empty();
        return otherwise(section -> empty);
    }

    /** The key has a meaning only where another field is that word. */
    public Field<T> onlyFor(Field<String> other, String word) {
        return new Field<>(key, shape, description, absence, new Support.ActedOnFor(other, word));
    }

    /** The key has a meaning only where one of the other fields is given. */
    public Field<T> onlyWith(Field<?>... others) {
        return new Field<>(key, shape, description, absence, new Support.ActedOnWith(List.of(others)));
    }

    /** The same key where any key may be absent, the one that gives it a meaning too. */
    Field<?> partial() {
        Shape<?> inner = shape instanceof SectionShape<?> section ? section.partial() : shape;
        Support free = support instanceof Support.ActedOnWith ? new Support.ActedOn() : support;
        return new Field<>(key, inner, description, new Absence.Meaningful(), free);
    }

    private Field<T> with(Absence other) {
        return new Field<>(key, shape, description, other, support);
    }

    private Node empty() {
        return shape instanceof ListShape<?> ? NO_ITEMS : NO_ENTRIES;
    }
}
