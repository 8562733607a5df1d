namespace Netes.Cel;

/// <summary>What is asked of an authorizer: a path, or a resource.</summary>
public sealed record CelAccessQuery
{
    /// <summary>A path outside resources; "" for resources.</summary>
    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>"" until <c>fieldSelector</c> is called.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>"" until <c>labelSelector</c> is called.</summary>
    public string LabelSelector { get; init; } = "";

    public string Verb { get; init; } = "";

    /// <summary>Namespace and name of another user, a service account; null for the one who asks.</summary>
    public (string Namespace, string Name)? ServiceAccount { get; init; }
}

/// <param name="Error">"" when the question could be answered.</param>
public readonly record struct CelAccessDecision(bool Allowed, string Reason, string Error);

/// <summary>Answers the questions of the <c>authorizer</c> variable.</summary>
public interface ICelAuthorizer
{
    CelAccessDecision Authorize(CelAccessQuery query);
}

/// <summary>Kubernetes' authorizer library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-authorizer-library).</summary>
public static class AuthorizerLibrary
{
    /// <summary>The type of the <c>authorizer</c> variable.</summary>
    public static readonly CelType Authorizer = CelType.Opaque("kubernetes.authorization.Authorizer");

    /// <summary>The type of the <c>authorizer.requestResource</c> variable.</summary>
    public static readonly CelType ResourceCheck = CelType.Opaque("kubernetes.authorization.ResourceCheck");

    private static readonly CelType PathCheck = CelType.Opaque("kubernetes.authorization.PathCheck");
    private static readonly CelType GroupCheck = CelType.Opaque("kubernetes.authorization.GroupCheck");
    private static readonly CelType Decision = CelType.Opaque("kubernetes.authorization.Decision");

    public static CelValue Value(ICelAuthorizer authorizer) => CelValue.Opaque(new Check(Authorizer, authorizer, new()));

    /// <summary>A check of one resource, ready to be asked for a verb.</summary>
    public static CelValue ResourceValue(ICelAuthorizer authorizer, CelAccessQuery resource) => CelValue.Opaque(new Check(ResourceCheck, authorizer, resource));

    internal static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String;
        library.Types.AddRange([Authorizer, PathCheck, GroupCheck, ResourceCheck, Decision]);
        library.Member("path", "authorizer_path", [Authorizer, s], PathCheck,
            args => args[1].AsString.Length == 0 ? CelValue.Error("path must not be empty") : Next(args[0], PathCheck, args[1], static (q, text) => q with { Path = text }));
        library.Member("group", "authorizer_group", [Authorizer, s], GroupCheck, args => Next(args[0], GroupCheck, args[1], static (q, text) => q with { Group = text }));
        library.Member("serviceAccount", "authorizer_serviceaccount", [Authorizer, s, s], Authorizer, args =>
        {
            (string ns, string name) = (args[1].AsString, args[2].AsString);
            Check check = (Check)args[0].AsOpaque;
            return CelValue.Opaque(new Check(Authorizer, check.Authorizer, check.Query with { ServiceAccount = (ns, name) }));
        });
        library.Member("resource", "groupcheck_resource", [GroupCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { Resource = text }));
        library.Member("subresource", "resourcecheck_subresource", [ResourceCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { Subresource = text }));
        library.Member("namespace", "resourcecheck_namespace", [ResourceCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { Namespace = text }));
        library.Member("name", "resourcecheck_name", [ResourceCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { Name = text }));
        library.Member("fieldSelector", "authorizer_fieldselector", [ResourceCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { FieldSelector = text }));
        library.Member("labelSelector", "authorizer_labelselector", [ResourceCheck, s], ResourceCheck, args => Next(args[0], ResourceCheck, args[1], static (q, text) => q with { LabelSelector = text }));
        library.Member("check", "pathcheck_check", [PathCheck, s], Decision, args => Ask(args[0], args[1]));
        library.Member("check", "resourcecheck_check", [ResourceCheck, s], Decision, args => Ask(args[0], args[1]));
        library.Member("allowed", "decision_allowed", [Decision], CelType.Bool, args => CelValue.Bool(Of(args[0]).Allowed));
        library.Member("reason", "decision_reason", [Decision], s, args => CelValue.String(Of(args[0]).Reason));
        library.Member("errored", "decision_errored", [Decision], CelType.Bool, args => CelValue.Bool(Of(args[0]).Error.Length > 0));
        library.Member("error", "decision_error", [Decision], s, args => CelValue.String(Of(args[0]).Error));
        return library;
    }

    private static CelValue Next(in CelValue check, CelType type, in CelValue argument, Func<CelAccessQuery, string, CelAccessQuery> change)
    {
        var current = (Check)check.AsOpaque;
        return CelValue.Opaque(new Check(type, current.Authorizer, change(current.Query, argument.AsString)));
    }

    private static CelValue Ask(in CelValue check, in CelValue verb)
    {
        var current = (Check)check.AsOpaque;
        return CelValue.Opaque(new DecisionValue(current.Authorizer.Authorize(current.Query with { Verb = verb.AsString })));
    }

    private static CelAccessDecision Of(in CelValue value) => ((DecisionValue)value.AsOpaque).Decision;

    private sealed class Check(CelType type, ICelAuthorizer authorizer, CelAccessQuery query) : CelOpaque
    {
        public ICelAuthorizer Authorizer => authorizer;

        public CelAccessQuery Query => query;

        public override CelType Type => type;

        public override bool IsEqualTo(CelOpaque other) => ReferenceEquals(this, other);
    }

    private sealed class DecisionValue(CelAccessDecision decision) : CelOpaque
    {
        public CelAccessDecision Decision => decision;

        public override CelType Type => AuthorizerLibrary.Decision;

        public override bool IsEqualTo(CelOpaque other) => other is DecisionValue value && value.Decision == decision;
    }
}
