using Netes.Api.FlowControlV1;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.FlowControl;

/// <summary>
/// The flow schemas and priority levels that every cluster starts with
/// (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#defaults).
/// </summary>
internal static class BootstrapFlows
{
    public const string Exempt = "exempt";
    public const string CatchAll = "catch-all";

    private const string AutoUpdate = "apf.kubernetes.io/autoupdate-spec";
    private const string AnyNamespace = "*";

    public static IEnumerable<PriorityLevelConfiguration> Levels()
    {
        yield return Level(CatchAll, new() { Type = "Limited", Limited = new() { NominalConcurrencyShares = 5, LendablePercent = 0, LimitResponse = new() { Type = "Reject" } } });
        yield return Level(Exempt, new() { Type = "Exempt", Exempt = new() { NominalConcurrencyShares = 0, LendablePercent = 0 } });
        yield return Queued("global-default", shares: 20, lendable: 50, queues: 128, hand: 6);
        yield return Queued("leader-election", shares: 10, lendable: 0, queues: 16, hand: 4);
        yield return Queued("node-high", shares: 40, lendable: 25, queues: 64, hand: 6);
        yield return Queued("system", shares: 30, lendable: 33, queues: 64, hand: 6);
        yield return Queued("workload-high", shares: 40, lendable: 50, queues: 128, hand: 6);
        yield return Queued("workload-low", shares: 100, lendable: 90, queues: 128, hand: 6);
    }

    public static IEnumerable<FlowSchema> Schemas()
    {
        yield return Schema(CatchAll, CatchAll, 10000, "ByUser", Everything(Anybody));
        yield return Schema(Exempt, Exempt, 1, null, Everything([Group("system:masters")]));
        yield return Schema("global-default", "global-default", 9900, "ByUser", Everything(Anybody));
        yield return Schema("kube-controller-manager", "workload-high", 800, "ByNamespace", Everything([User("system:kube-controller-manager")]));
        yield return Schema("kube-scheduler", "workload-high", 800, "ByNamespace", Everything([User("system:kube-scheduler")]));
        yield return Schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", Everything([SystemAccounts]));
        yield return Schema("probes", Exempt, 2, null, new()
        {
            Subjects = Anybody,
            NonResourceRules = [new() { Verbs = ["get"], NonResourceURLs = ["/healthz", "/readyz", "/livez"] }],
        });
        yield return Schema("service-accounts", "workload-low", 9000, "ByUser", Everything([Group("system:serviceaccounts")]));
        yield return Schema("system-leader-election", "leader-election", 100, "ByUser", new()
        {
            Subjects = [User("system:kube-controller-manager"), User("system:kube-scheduler"), SystemAccounts],
            ResourceRules = [Leases("get", "create", "update")],
        });
        yield return Schema("system-node-high", "node-high", 400, "ByUser", new()
        {
            Subjects = [Group("system:nodes")],
            ResourceRules =
            [
                new() { Verbs = ["*"], ApiGroups = [""], Resources = ["nodes", "nodes/status"], ClusterScope = true, Namespaces = [AnyNamespace] },
                Leases("*"),
            ],
        });
        yield return Schema("system-nodes", "system", 500, "ByUser", Everything([Group("system:nodes")]));
    }

    private static List<Subject> Anybody => [Group(Access.UserInfo.UnauthenticatedGroup), Group(Access.UserInfo.AuthenticatedGroup)];

    private static Subject SystemAccounts => new() { Kind = "ServiceAccount", ServiceAccount = new() { Namespace = "kube-system", Name = "*" } };

    private static Subject User(string name) => new() { Kind = "User", User = new() { Name = name } };

    private static Subject Group(string name) => new() { Kind = "Group", Group = new() { Name = name } };

    private static ResourcePolicyRule Leases(params List<string> verbs) =>
        new() { Verbs = verbs, ApiGroups = ["coordination.k8s.io"], Resources = ["leases"], Namespaces = [AnyNamespace] };

    private static PolicyRulesWithSubjects Everything(List<Subject> subjects) => new()
    {
        Subjects = subjects,
        ResourceRules = [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"], ClusterScope = true, Namespaces = [AnyNamespace] }],
        NonResourceRules = [new() { Verbs = ["*"], NonResourceURLs = ["*"] }],
    };

    private static FlowSchema Schema(string name, string level, int precedence, string? distinguisher, PolicyRulesWithSubjects rule) => new()
    {
        Metadata = Meta(name),
        Spec = new()
        {
            PriorityLevelConfiguration = new() { Name = level },
            MatchingPrecedence = precedence,
            DistinguisherMethod = distinguisher is null ? null : new() { Type = distinguisher },
            Rules = [rule],
        },
    };

    private static PriorityLevelConfiguration Queued(string name, int shares, int lendable, int queues, int hand) => Level(name, new()
    {
        Type = "Limited",
        Limited = new()
        {
            NominalConcurrencyShares = shares,
            LendablePercent = lendable,
            LimitResponse = new() { Type = "Queue", Queuing = new() { Queues = queues, HandSize = hand, QueueLengthLimit = 50 } },
        },
    });

    private static PriorityLevelConfiguration Level(string name, PriorityLevelConfigurationSpec spec) => new() { Metadata = Meta(name), Spec = spec };

    private static ObjectMeta Meta(string name) => new() { Name = name, Annotations = new() { [AutoUpdate] = "true" } };
}
