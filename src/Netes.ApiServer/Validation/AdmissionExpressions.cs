using Netes.Cel;
using Netes.Cel.Library;

namespace Netes.ApiServer.Validation;

/// <summary>
/// What expressions of webhooks and admission policies may name
/// (https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-expression).
/// </summary>
internal static class AdmissionExpressions
{
    private const string VariablesType = "kubernetes.variables";

    private static readonly DeclaredType Text = DeclaredType.String(CelType.String, -1);
    private static readonly DeclaredType Flag = DeclaredType.Scalar(CelType.Bool);
    private static readonly DeclaredType Number = DeclaredType.Scalar(CelType.Int);
    private static readonly DeclaredType Texts = DeclaredType.List(Text, -1);
    private static readonly DeclaredType TextMap = DeclaredType.Map(Text, Text, -1);
    private static readonly DeclaredType Time = DeclaredType.String(CelType.Timestamp, -1);

    private static readonly DeclaredType Request = Object("kubernetes.AdmissionRequest",
        ("kind", Kind("GroupVersionKind", "kind")), ("resource", Kind("GroupVersionResource", "resource")), ("subResource", Text),
        ("requestKind", Kind("GroupVersionKind", "kind")), ("requestResource", Kind("GroupVersionResource", "resource")), ("requestSubResource", Text),
        ("name", Text), ("namespace", Text), ("operation", Text),
        ("userInfo", Object("kubernetes.UserInfo", ("username", Text), ("uid", Text), ("groups", Texts), ("extra", DeclaredType.Map(Text, Texts, -1)))),
        ("dryRun", Flag), ("options", DeclaredType.Dyn()));

    private static readonly DeclaredType Namespace = Object("kubernetes.Namespace",
        ("metadata", Object("kubernetes.NamespaceMetadata", ("name", Text), ("generateName", Text), ("namespace", Text), ("labels", TextMap), ("annotations", TextMap),
            ("UID", Text), ("creationTimestamp", Time), ("deletionGracePeriodSeconds", Number), ("deletionTimestamp", Time), ("generation", Number),
            ("resourceVersion", Text), ("finalizers", Texts))),
        ("spec", Object("kubernetes.NamespaceSpec", ("finalizers", Texts))), ("status", Object("kubernetes.NamespaceStatus", ("phase", Text))));

    // Made once: a policy has many expressions.
    private static readonly CelEnvironment[] Plain = [Make(false, false), Make(false, true), Make(true, false), Make(true, true)];

    /// <param name="scope">What the policy declares.</param>
    /// <param name="hasAuthorizer">Messages may not ask what a user may do.</param>
    public static CelEnvironment Environment(ExpressionScope scope, bool hasAuthorizer)
    {
        CelEnvironment plain = Plain[(scope.HasParams ? 2 : 0) + (hasAuthorizer ? 1 : 0)];
        if (scope.Variables.Count == 0) return plain;
        // Each variable may use those before it; one that doesn't compile has been told of at its own place and may be anything here.
        var known = new List<KeyValuePair<string, DeclaredType>>();
        CelEnvironment environment = plain;
        foreach ((string name, string expression) in scope.Variables)
        {
            CelCompilation compiled = environment.Compile(expression);
            known.Add(new(name, compiled.Errors.Length > 0 ? DeclaredType.Dyn() : DeclaredType.Scalar(compiled.Type)));
            environment = plain.With(new DeclaredTypes(Request, Namespace, DeclaredType.Object(VariablesType, known)));
        }
        return environment;
    }

    private static CelEnvironment Make(bool hasParams, bool hasAuthorizer)
    {
        CelEnvironment environment = CelEnvironments.Kubernetes.With(new DeclaredTypes(Request, Namespace, Object(VariablesType))).With(
            ("object", CelType.Dyn), ("oldObject", CelType.Dyn), ("request", Request.Type), ("namespaceObject", Namespace.Type), ("variables", CelType.Struct(VariablesType)));
        if (hasParams) environment = environment.With(("params", CelType.Dyn));
        return hasAuthorizer
            ? environment.With(("authorizer", AuthorizerLibrary.Authorizer), ("authorizer.requestResource", AuthorizerLibrary.ResourceCheck))
            : environment;
    }

    private static DeclaredType Kind(string name, string last) => Object("kubernetes." + name, ("group", Text), ("version", Text), (last, Text));

    private static DeclaredType Object(string name, params (string Name, DeclaredType Type)[] fields) =>
        DeclaredType.Object(name, fields.Select(f => new KeyValuePair<string, DeclaredType>(f.Name, f.Type)));
}
