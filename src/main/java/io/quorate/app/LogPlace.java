package io.quorate.app;

import io.quorate.config.LoadedConfig;
import io.quorate.core.model.AccessLogSettings;
import io.quorate.core.model.Problem;
import io.quorate.proxy.log.AccessLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where on this machine the access log of a config goes. */
public final class LogPlace {
    private static final String KEY = "accessLog.path";

    private LogPlace() {}

    /**
     * The settings with the path that theirs stands for in a config directory.
     *
     * <p>Absolute, and without its detours whatever links lead where: a directory that is swapped as a whole must not take
     * the log with it.
     */
    static AccessLogSettings of(AccessLogSettings settings, Path conf) {
        return settings.isToFile()
                ? settings.at(conf.toAbsolutePath()
                        .resolve(settings.path())
                        .normalize()
                        .toString())
                : settings;
    }

    /** What is wrong with it as long as this machine is as it is now; blocks. */
    public static List<Problem> problems(LoadedConfig loaded, Path conf) {
        AccessLogSettings settings = of(loaded.config().accessLog(), conf);
        if (!settings.isToFile()) {
            return List.of();
        }
        Path file = Path.of(settings.path());
        boolean readAsConfig = file.getParent() != null
                && file.getParent().equals(conf.toAbsolutePath().normalize())
                && file.toString().matches(".*\\.(yaml|yml|json)");
        Optional<String> refusal = readAsConfig
                ? Optional.of("would be read as config (expected: a file outside of the config directory)")
                : AccessLog.refusal(file);
        return refusal
                .map(why -> loaded.problemAt(KEY, loaded.config().accessLog().path() + ": " + why))
                .stream()
                .toList();
    }
}
