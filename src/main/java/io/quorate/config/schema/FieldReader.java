package io.quorate.config.schema;

import io.quorate.config.tree.Node;
import io.quorate.config.tree.Problems;
import java.util.List;
import java.util.Optional;

/** Reads the fields of one section, one after the other. */
final class FieldReader {
    private final Node.Entries entries;
    private final Problems problems;
    private final Section section = new Section();

    FieldReader(Node.Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
    }

    Section section() {
        return section;
    }

    /** Whether the field is as it should be; if not, a problem was added. */
    <T> boolean read(Field<T> field) {
        Optional<Node> given = entries.find(field.key());
        if (field.support() instanceof Support.ActedOnFor only && !meant(only)) {
            return refuseMeaningless(field, only.other().key() + " is " + only.word(), given);
        }
        if (field.support() instanceof Support.ActedOnWith only
                && only.others().stream().map(Field::key).noneMatch(entries.byKey()::containsKey)) {
            return refuseMeaningless(field, only.words(" or ") + " is given", given);
        }
        if (given.isPresent()) {
            return readGiven(field, given.get());
        }
        if (field.absence() instanceof Absence.Refused) {
            if (isKnownToBeMeant(field)) {
                problems.add(
                        entries.place().key(field.key(), entries.place().line()),
                        "missing (expected: " + field.shape().expected() + ")");
            }
            return false;
        }
        return !(field.absence() instanceof Absence.Replaced replaced)
                || put(field, replaced.substitute().apply(section));
    }

    /** If the other field could not be read, the benefit of the doubt: this one is checked all the same. */
    private boolean meant(Support.ActedOnFor only) {
        return section.find(only.other()).map(only.word()::equals).orElse(true);
    }

    private boolean isKnownToBeMeant(Field<?> field) {
        return !(field.support() instanceof Support.ActedOnFor only)
                || section.find(only.other()).isPresent();
    }

    /** What a default brings along to where it has no meaning is left out in silence. */
    private boolean refuseMeaningless(Field<?> field, String where, Optional<Node> given) {
        List<Node> misplaced =
                given.stream().filter(node -> !node.place().inDefaults()).toList();
        misplaced.forEach(node -> problems.add(
                node.place(), "'" + field.key() + "' has no meaning here (expected: only where " + where + ")"));
        return misplaced.isEmpty();
    }

    private <T> boolean readGiven(Field<T> field, Node node) {
        if (node instanceof Node.Nothing) {
            problems.add(node.place(), "no value (expected: " + field.shape().expected() + ", or the key left out)");
            return false;
        }
        return put(field, node);
    }

    private <T> boolean put(Field<T> field, Node node) {
        Optional<Read<T>> read = field.shape().read(node, problems);
        read.ifPresent(value -> section.put(field, value));
        return read.isPresent();
    }
}
