package io.quorate.config;

import io.quorate.core.model.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The config files of a directory at one moment, not looked into yet.
 *
 * @param directory as it was named
 * @param source the path that it was read from: another one whenever a link was swapped
 * @param files by name
 * @param problems why files are missing here
 */
record DirectoryContent(String directory, String source, SortedMap<String, Buffer> files, List<Problem> problems) {
    static final String SOURCE = "source";

    DirectoryContent {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        problems = List.copyOf(problems);
    }

    /** Reads the directory; blocks. */
    static DirectoryContent read(Path directory) {
        return new DirectoryReader(directory).read();
    }

    JsonObject toJson() {
        JsonObject contents = new JsonObject();
        files.forEach((name, bytes) -> contents.put(name, bytes.getBytes()));
        JsonArray missing = new JsonArray();
        problems.forEach(problem ->
                missing.add(new JsonObject().put("file", problem.file()).put("message", problem.message())));
        return new JsonObject()
                .put("directory", directory)
                .put(SOURCE, source)
                .put("files", contents)
                .put("problems", missing);
    }

    static DirectoryContent fromJson(JsonObject json) {
        JsonObject contents = json.getJsonObject("files");
        SortedMap<String, Buffer> files = new TreeMap<>();
        contents.fieldNames().forEach(name -> files.put(name, Buffer.buffer(contents.getBinary(name))));
        List<Problem> problems = json.getJsonArray("problems").stream()
                .map(JsonObject.class::cast)
                .map(each -> new Problem(each.getString("file"), 0, "", each.getString("message")))
                .toList();
        return new DirectoryContent(json.getString("directory"), json.getString(SOURCE), files, problems);
    }
}
