using Netes.Api.MetaV1;
using Netes.Api.RbacV1;
using Netes.ApiServer.Access.Authorization;

namespace Netes.ApiServer.Tests.Access.Authorization;

public sealed class BootstrapReconciliationTests
{
    private static ClusterRole Wanted => new()
    {
        Metadata = new ObjectMeta { Name = "r", Labels = new() { ["l"] = "1" }, Annotations = new() { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" } },
        Rules = [new() { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }, new() { Verbs = ["get"], ApiGroups = [""], Resources = ["nodes"] }],
    };

    [Fact]
    public void Reconcile_NothingMissing_IsLeftAlone() => Assert.Null(BootstrapReconciliation.Reconcile(Wanted, Wanted));

    [Fact]
    public void Reconcile_RuleMissing_IsAddedAndForeignOnesStay()
    {
        ClusterRole stored = Wanted;
        stored.Rules = [new() { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["pods"] }];
        var changed = (ClusterRole)BootstrapReconciliation.Reconcile(stored, Wanted)!;
        Assert.Equal(2, changed.Rules!.Count);
        Assert.Equal(["nodes"], changed.Rules[1].Resources);
        Assert.Null(BootstrapReconciliation.Reconcile(changed, Wanted));
    }

    [Fact]
    public void Reconcile_AutoUpdateOff_IsLeftAlone()
    {
        ClusterRole stored = Wanted;
        stored.Rules = null;
        stored.Metadata.Annotations!["rbac.authorization.kubernetes.io/autoupdate"] = "false";
        Assert.Null(BootstrapReconciliation.Reconcile(stored, Wanted));
    }

    [Fact]
    public void Reconcile_BindingLacksSubject_IsAdded()
    {
        var ours = new ClusterRoleBinding { RoleRef = new RoleRef { Kind = "ClusterRole", Name = "a" }, Subjects = [new() { Kind = "Group", Name = "g" }] };
        var stored = new ClusterRoleBinding { RoleRef = new RoleRef { Kind = "ClusterRole", Name = "other" }, Subjects = [new() { Kind = "User", Name = "u" }] };
        var changed = (ClusterRoleBinding)BootstrapReconciliation.Reconcile(stored, ours)!;
        Assert.Equal(["u", "g"], changed.Subjects!.Select(s => s.Name));
        Assert.Equal("a", changed.RoleRef.Name);
    }
}
