// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.provider;

import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** What other bundles of the container offer. Its own class, since outside of a container it cannot even be loaded. */
final class ContainerServices {
    private ContainerServices() {}

    static <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(FrameworkUtil.getBundle(ContainerServices.class))
                .map(Bundle::getBundleContext)
                .flatMap(context -> find(context, type));
    }

    private static <T> Optional<T> find(BundleContext context, Class<T> type) {
        return Optional.ofNullable(context.getServiceReference(type)).map(context::getService);
    }
}
