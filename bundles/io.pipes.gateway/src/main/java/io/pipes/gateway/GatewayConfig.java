// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of {@code io.pipes.gateway}. A change ends the present connections; clients connect again. */
@ObjectClassDefinition(name = "Pipes gateway", description = "Who may call the API of this node.")
@interface GatewayConfig {
    @AttributeDefinition(
            name = "Origins",
            description =
                    "Where pages may have been served that call the API from a browser, beside the API's own address:"
                            + " scheme, host and port, such as http://127.0.0.1:8080. Such a page still needs a token. Default none.")
    String[] origins() default {};

    @AttributeDefinition(
            name = "Clients",
            description =
                    "How many clients may be connected at a time, 8 to 65536. An eighth of the places is kept for the owner's token, and no"
                            + " other token takes more than half of the rest. Default 1024.")
    int clients() default 1_024;
}
