// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import io.pipes.spi.home.Home;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the home as a service, or says once why it cannot. A setting is looked for in the configuration {@code io.pipes.runtime}, which
 * is the way in a container that others use too, then among the properties that a launcher gave to the framework. Registers the service itself: declared as one, everybody who asks for it
 * would try again and fail again.
 */
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.pipes.spi.home.Home\"",
        uses = Home.class)
@Component(
        service = {},
        immediate = true,
        configurationPid = HomeComponent.PID)
public final class HomeComponent {
    static final String PID = "io.pipes.runtime";

    private static final Logger LOG = LoggerFactory.getLogger(HomeComponent.class);

    private final @Nullable PipesHome home;
    private final @Nullable ServiceRegistration<Home> registration;

    @Activate
    public HomeComponent(BundleContext context, Map<String, Object> configuration) {
        home = open(configuration, new HomeProperties(name -> setting(name, configuration, context)));
        registration = home == null ? null : context.registerService(Home.class, home, null);
    }

    private static @Nullable String setting(String name, Map<String, Object> configuration, BundleContext context) {
        Object configured = configuration.get(name);
        return configured == null ? context.getProperty(name) : configured.toString();
    }

    private static @Nullable PipesHome open(Map<String, Object> configuration, HomeProperties properties) {
        try {
            return PipesHome.open(properties.home(), properties.settings());
        } catch (HomeException unusable) {
            String where = configuration.containsKey("pipes.home")
                    ? " Its settings are in the configuration " + PID + "."
                    : "";
            LOG.error("No node can run here: {}{}", unusable.getMessage(), where);
            // Also for whoever started the process and does not know of any log yet.
            System.err.println(unusable.getMessage() + where);
            return null;
        }
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            registration.unregister();
        }
        if (home != null) {
            home.close();
        }
    }
}
