// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import io.pipes.spi.home.Home;
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
 * Offers the home as a service, or says once why it cannot. Registers the service itself: declared as one, everybody who asks for it
 * would try again and fail again.
 */
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.pipes.spi.home.Home\"",
        uses = Home.class)
@Component(
        service = {},
        immediate = true)
public final class HomeComponent {
    private static final Logger LOG = LoggerFactory.getLogger(HomeComponent.class);

    private final @Nullable PipesHome home;
    private final @Nullable ServiceRegistration<Home> registration;

    @Activate
    public HomeComponent(BundleContext context) {
        home = open(new HomeProperties(context::getProperty));
        registration = home == null ? null : context.registerService(Home.class, home, null);
    }

    private static @Nullable PipesHome open(HomeProperties properties) {
        try {
            return PipesHome.open(properties.home(), properties.settings());
        } catch (HomeException unusable) {
            LOG.error("No node can run here: {}", unusable.getMessage());
            // Also for whoever started the process and does not know of any log yet.
            System.err.println(unusable.getMessage());
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
