/** The inspector does not ask a server for `isOneOf`: it takes `@oneOf` for one that the file has and the server has not. */
export default ({ changes }) => changes.filter(({ message }) => !/^Directive '?oneOf'? was added/.test(message));
