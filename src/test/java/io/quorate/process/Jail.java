package io.quorate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process of an image as a container runtime would start it where all is forbidden: the unpacked layers as a root that
 * cannot be written to, an empty {@code /tmp}, process ids of its own, the image's user, and no rights, now or later.
 */
final class Jail implements AutoCloseable {
    /** What a runtime mounts. $1: the root, $2: the config, $3: where it goes; then variables and the command. */
    private static final String SCRIPT = """
            set -e
            root=$1 conf=$2 place=$3
            shift 3
            mount --bind "$root" "$root"
            mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
            mount -t proc proc "$root/proc"
            mount --rbind -o ro /sys "$root/sys"
            mount --bind /dev "$root/dev"
            for file in resolv.conf hosts; do
                mount --bind "/etc/$file" "$root/etc/$file"
                mount -o remount,bind,ro "$root/etc/$file"
            done
            mount --bind "$conf" "$root$place"
            mount -o remount,bind,ro "$root$place"
            mount -o remount,bind,ro "$root"
            exec env -i "$@"
            """;

    private final Process process;
    private final Path log;

    private Jail(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Whether this machine lets one be made. */
    static boolean possible() throws IOException, InterruptedException {
        Process tried = new ProcessBuilder("unshare", "--mount", "--pid", "--fork", "true").start();
        return tried.waitFor() == 0;
    }

    /**
     * Starts the image's process with the arguments that are given instead of the image's own, if there are any.
     *
     * @param root where the image is unpacked
     * @param conf mounted where the image looks for its config
     */
    static Jail start(Image image, Path root, Path conf, String... arguments) throws IOException {
        String[] user = image.settings().getString("User").split(":", -1);
        List<String> variables = image.strings("Env");
        String place = variables.stream()
                .filter(variable -> variable.startsWith("QUORATE_CONF="))
                .map(variable -> variable.substring(variable.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(root.resolve(place.substring(1)));
        for (String file : List.of("resolv.conf", "hosts")) {
            Files.writeString(root.resolve("etc").resolve(file), "");
        }
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
        command.addAll(List.of("sh", "-c", SCRIPT, "sh", root.toString(), conf.toString(), place));
        command.addAll(variables);
        // What takes the rights away is this machine's; in the image's path there may be nothing of the name.
        command.addAll(List.of("/usr/bin/setpriv", "--no-new-privs", "--clear-groups", "--inh-caps=-all"));
        command.add("--bounding-set=-all,+sys_chroot,+setuid,+setgid");
        command.addAll(List.of("/usr/bin/unshare", "--root=" + root));
        command.add("--wd=" + image.settings().getString("WorkingDir"));
        command.addAll(List.of("--setgid", user[1], "--setuid", user[0]));
        command.addAll(image.strings("Entrypoint"));
        command.addAll(arguments.length == 0 ? image.strings("Cmd") : List.of(arguments));
        Path log = Files.createTempFile(root.getParent(), "jail", ".log");
        return new Jail(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** Waits for the end, of which the exit status is told. */
    int end() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running after 60 s");
        }
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What the kernel says of the process that is number 1 in there. */
    Path kernel(String file) {
        return Path.of("/proc", Long.toString(inmate().pid()), file);
    }

    /** A signal to the process that is number 1 in there. */
    void signal(String name) throws IOException, InterruptedException {
        Shell.run("kill", "-" + name, Long.toString(inmate().pid()));
    }

    /** SIGTERM to the process that is number 1 in there. */
    void terminate() {
        inmate().destroy();
    }

    @Override
    public void close() {
        // The inside first: it is not told when what started it is killed.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private ProcessHandle inmate() {
        return process.children().findFirst().orElseThrow();
    }
}
