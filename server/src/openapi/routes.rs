//! The router that takes down what it routes.

use std::convert::Infallible;

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    response::IntoResponse,
    routing::{MethodFilter, MethodRouter, Route},
};
use schemars::JsonSchema;
use tower::{Layer, Service};

use super::describe::{Described, Description};
use crate::App;

/// One method of one address.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: Method,
    /// With its parameters in braces, such as `/api/files/{id}`.
    pub path: String,
    /// The handler's name in the code.
    pub handler: &'static str,
    describe: fn(&mut Description),
    /// What the types do not say.
    said: Vec<fn(&mut Description)>,
}

impl Operation {
    /// What the handler's types say, then what was said beside them.
    pub(super) fn describe(&self, description: &mut Description) {
        (self.describe)(description);
        for say in &self.said {
            say(description);
        }
    }

    /// Whether one must be signed in.
    pub fn needs_session(&self) -> bool {
        self.description().session
    }

    /// Whether the answer is a stream of events, which has no end.
    pub fn streams(&self) -> bool {
        self.description().answers.values().any(|answer| answer["content"].get("text/event-stream").is_some())
    }

    fn description(&self) -> Description {
        let mut description = Description::new(&self.path);
        self.describe(&mut description);
        description
    }
}

/// The methods of one address.
#[derive(Default)]
pub struct Methods {
    router: MethodRouter<App>,
    operations: Vec<Operation>,
}

macro_rules! methods {
    ($($name:ident $method:ident;)+) => {$(
        /// Answers this method with the handler.
        pub fn $name<H: Handler<T, App> + Described<T>, T: 'static>(handler: H) -> Methods {
            Methods::default().$name(handler)
        }

        impl Methods {
            /// Answers this method with the handler.
            pub fn $name<H: Handler<T, App> + Described<T>, T: 'static>(self, handler: H) -> Self {
                self.with(Method::$method, MethodFilter::$method, handler)
            }
        }
    )+};
}

methods! {
    get GET;
    post POST;
    put PUT;
    patch PATCH;
    delete DELETE;
}

impl Methods {
    fn with<H: Handler<T, App> + Described<T>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        handler: H,
    ) -> Self {
        self.operations.push(Operation {
            method,
            path: String::new(),
            handler: std::any::type_name::<H>(),
            describe: H::describe,
            said: Vec::new(),
        });
        Self { router: self.router.on(filter, handler), ..self }
    }

    /// The last handler answers with this as JSON, though its type does not say so.
    pub fn answering<T: JsonSchema>(self) -> Self {
        self.say(|description| description.answers_json::<T>(200))
    }

    /// The last handler answers with a file.
    pub fn answering_file(self) -> Self {
        self.say(|description| description.answers(200, "*/*", None))
    }

    /// The last handler answers with a stream of events, which has no end.
    pub fn answering_events(self) -> Self {
        self.say(|description| description.answers(200, "text/event-stream", None))
    }

    /// The last handler answers with nothing.
    pub fn answering_nothing(self) -> Self {
        self.say(Description::answers_nothing)
    }

    fn say(mut self, say: fn(&mut Description)) -> Self {
        if let Some(last) = self.operations.last_mut() {
            last.said.push(say);
        }
        self
    }
}

/// Routes with what they say of themselves.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    operations: Vec<Operation>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// An address, as axum writes it.
    pub fn route(mut self, path: &str, methods: Methods) -> Self {
        self.operations.extend(
            methods.operations.into_iter().map(|operation| Operation { path: path.to_owned(), ..operation }),
        );
        Self { router: self.router.route(path, methods.router), ..self }
    }

    /// Puts routes under an address.
    pub fn nest(mut self, path: &str, routes: Routes) -> Self {
        self.operations.extend(routes.operations.into_iter().map(|operation| Operation {
            path: format!("{path}{}", operation.path.strip_suffix('/').unwrap_or(&operation.path)),
            ..operation
        }));
        Self { router: self.router.nest(path, routes.router), ..self }
    }

    pub fn merge(mut self, routes: Routes) -> Self {
        self.operations.extend(routes.operations);
        Self { router: self.router.merge(routes.router), ..self }
    }

    /// Answers what no route does.
    pub fn fallback<H: Handler<T, App>, T: 'static>(self, handler: H) -> Self {
        Self { router: self.router.fallback(handler), ..self }
    }

    /// Wraps every route added so far.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self { router: self.router.layer(layer), ..self }
    }

    /// Every operation, in the order of the code.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
