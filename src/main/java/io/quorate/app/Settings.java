package io.quorate.app;

import io.quorate.app.health.Links;
import io.quorate.core.model.AdminSettings;
import io.quorate.core.model.net.ListenAddress;
import java.nio.file.Path;

/**
 * What differs by member and cannot be changed while it runs.
 *
 * @param conf the config directory
 * @param name what people call the member
 * @param admin where the admin API listens, over what the config says; empty: as the config says
 * @param links the way to the other members
 */
public record Settings(Path conf, String name, String admin, Links links) {
    public Settings {
        if (!admin.isEmpty()) {
            ListenAddress.parse(admin);
        }
    }

    /** The config's admin settings with the address that holds for this member. */
    AdminSettings over(AdminSettings configured) {
        return admin.isEmpty() ? configured : new AdminSettings(ListenAddress.parse(admin), configured.token());
    }
}
