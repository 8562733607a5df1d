using Netes.Api.AppsV1;
using Netes.Controllers.Deployments;

namespace Netes.Controllers.Tests.Deployments;

public class DeploymentPlannerTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Plays ReplicaSet controller and kubelet: sets get what they ask for, Pods of good images become available.</summary>
    private sealed class World(Deployment deployment, string? brokenImage = null)
    {
        private int _made;

        public Deployment Deployment => deployment;

        public List<ReplicaSet> Sets { get; private set; } = [];

        public int MaxTotal { get; private set; }

        public int MinAvailable { get; private set; } = int.MaxValue;

        public DateTime Time { get; set; } = Now;

        public DeploymentPlan Step(Func<ReplicaSet?, bool>? oldPodsExist = null)
        {
            var plan = DeploymentPlanner.Plan(deployment, Sets, oldPodsExist ?? (_ => false), Time);
            if (plan.Create is { } created)
            {
                created.Metadata.Uid = $"rs{++_made}";
                created.Metadata.CreationTimestamp = Time.AddSeconds(_made);
                Sets.Add(created);
            }
            Sets = [.. Sets.Select(s => plan.Updates.Where(u => u.Before == s).Select(u => u.After).FirstOrDefault(s)).Except(plan.Deletes)];
            if (plan.Revision is { } revision) (deployment.Metadata.Annotations ??= [])[DeploymentAnnotations.Revision] = revision;
            deployment.Status = plan.Status;
            MaxTotal = Math.Max(MaxTotal, Sets.Sum(Size));
            return plan;
        }

        public void Settle()
        {
            Sets = Sets.ConvertAll(s => s.Clone());
            foreach (var set in Sets)
            {
                bool broken = set.Spec.Template.Spec.Containers![0].Image == brokenImage;
                set.Status.Replicas = Size(set);
                set.Status.ReadyReplicas = set.Status.AvailableReplicas = broken ? 0 : Size(set);
                set.Status.TerminatingReplicas = 0;
                set.Status.ObservedGeneration = set.Metadata.Generation;
            }
            MinAvailable = Math.Min(MinAvailable, Sets.Sum(s => s.Status.AvailableReplicas));
        }

        public void RollOut(int steps = 60)
        {
            for (int i = 0; i < steps; i++)
            {
                Step();
                Settle();
            }
        }

        public void SetImage(string image)
        {
            deployment.Spec.Template = Objects.Template(image, "web");
            deployment.Metadata.Generation++;
            (MaxTotal, MinAvailable) = (0, int.MaxValue);
        }

        public void Resize(int replicas)
        {
            deployment.Spec.Replicas = replicas;
            deployment.Metadata.Generation++;
        }

        public ReplicaSet Of(string image) => Sets.Single(s => s.Spec.Template.Spec.Containers![0].Image == image);

        public DeploymentCondition? Condition(string type) => DeploymentConditions.Find(deployment.Status, type);
    }

    private static int Size(ReplicaSet set) => set.Spec.Replicas ?? 1;

    [Fact]
    public void Plan_NewDeployment_MakesItsReplicaSetWhole()
    {
        var world = new World(Objects.Deployment(3));
        var plan = world.Step();
        Assert.Equal(3, plan.Create!.Spec.Replicas);
        Assert.Equal("1", plan.Revision);
        Assert.Equal("3", plan.Create.Metadata.Annotations![DeploymentAnnotations.DesiredReplicas]);
        Assert.Equal("4", plan.Create.Metadata.Annotations[DeploymentAnnotations.MaxReplicas]);
        string hash = plan.Create.Metadata.Labels!["pod-template-hash"];
        Assert.Equal($"web-{hash}", plan.Create.Metadata.Name);
        Assert.Equal(hash, plan.Create.Spec.Selector!.MatchLabels!["pod-template-hash"]);
        Assert.Equal("NewReplicaSetCreated", world.Condition("Progressing")!.Reason);
        Assert.Equal($"Created new replica set \"web-{hash}\"", world.Condition("Progressing")!.Message);
        Assert.Equal("MinimumReplicasUnavailable", world.Condition("Available")!.Reason);
    }

    [Theory]
    [InlineData(10, "25%", "25%", 13, 8)]
    [InlineData(4, "1", "0", 5, 4)]
    [InlineData(4, "0", "1", 4, 3)]
    [InlineData(1, "25%", "25%", 2, 1)]
    [InlineData(5, "100%", "0", 10, 5)]
    [InlineData(3, "0%", "0%", 3, 2)]
    public void Plan_RollingUpdate_StaysWithinItsLimits(int replicas, string surge, string unavailable, int maxTotal, int minAvailable)
    {
        var deployment = Objects.Deployment(replicas);
        deployment.Spec.Strategy.RollingUpdate!.MaxSurge = int.TryParse(surge, out int s) ? s : surge;
        deployment.Spec.Strategy.RollingUpdate.MaxUnavailable = int.TryParse(unavailable, out int u) ? u : unavailable;
        var world = new World(deployment);
        world.RollOut();
        world.SetImage("v2");
        world.RollOut();
        Assert.Equal((0, replicas), (Size(world.Of("v1")), Size(world.Of("v2"))));
        Assert.True(world.MaxTotal <= maxTotal, $"{world.MaxTotal} Pods at once");
        Assert.True(world.MinAvailable >= minAvailable, $"only {world.MinAvailable} available");
        Assert.Equal("NewReplicaSetAvailable", world.Condition("Progressing")!.Reason);
        Assert.Equal($"ReplicaSet \"{world.Of("v2").Metadata.Name}\" has successfully progressed.", world.Condition("Progressing")!.Message);
        Assert.Equal("MinimumReplicasAvailable", world.Condition("Available")!.Reason);
        Assert.Equal(replicas, world.Deployment.Status.UpdatedReplicas);
    }

    [Fact]
    public void Plan_Settled_ChangesNothing()
    {
        var world = new World(Objects.Deployment(3));
        world.RollOut();
        var plan = DeploymentPlanner.Plan(world.Deployment, world.Sets, _ => false, Now.AddHours(1));
        Assert.Null(plan.Create);
        Assert.Empty(plan.Updates);
        Assert.Empty(plan.Deletes);
        Assert.Null(plan.Revision);
        Assert.True(plan.Status.DeepEquals(world.Deployment.Status));
        Assert.Null(plan.Again);
    }

    [Fact]
    public void Plan_OldTemplateAgain_ReusesItsReplicaSetUnderANewRevision()
    {
        var world = new World(Objects.Deployment(2));
        world.RollOut();
        world.SetImage("v2");
        world.RollOut();
        world.SetImage("v1");
        world.RollOut();
        Assert.Equal(2, world.Sets.Count);
        Assert.Equal(2, Size(world.Of("v1")));
        Assert.Equal("3", world.Of("v1").Metadata.Annotations![DeploymentAnnotations.Revision]);
        Assert.Equal("1", world.Of("v1").Metadata.Annotations![DeploymentAnnotations.RevisionHistory]);
        Assert.Equal("3", world.Deployment.Metadata.Annotations![DeploymentAnnotations.Revision]);
    }

    [Fact]
    public void Plan_BrokenImage_KeepsTheOldAndTimesOut()
    {
        var world = new World(Objects.Deployment(4), brokenImage: "bad");
        world.RollOut();
        world.SetImage("bad");
        world.RollOut();
        Assert.Equal(3, Size(world.Of("v1")));
        Assert.Equal(2, Size(world.Of("bad")));
        world.Time = Now.AddSeconds(590);
        Assert.True(world.Step().Again > TimeSpan.FromSeconds(1));
        world.Time = Now.AddSeconds(700);
        world.Step();
        var progress = world.Condition("Progressing")!;
        Assert.Equal(("False", "ProgressDeadlineExceeded"), (progress.Status, progress.Reason));
        Assert.Equal($"ReplicaSet \"{world.Of("bad").Metadata.Name}\" has timed out progressing.", progress.Message);
        world.SetImage("v1");
        world.RollOut();
        Assert.Equal(4, Size(world.Of("v1")));
        Assert.Equal("NewReplicaSetAvailable", world.Condition("Progressing")!.Reason);
    }

    [Fact]
    public void Plan_ResizedDuringARollout_SpreadsInProportion()
    {
        var deployment = Objects.Deployment(10);
        deployment.Spec.Strategy.RollingUpdate = new RollingUpdateDeployment { MaxSurge = 3, MaxUnavailable = 2 };
        var world = new World(deployment, brokenImage: "bad");
        world.RollOut();
        world.SetImage("bad");
        world.RollOut();
        Assert.Equal((8, 5), (Size(world.Of("v1")), Size(world.Of("bad"))));
        world.Resize(15);
        world.Step();
        // The documentation's own example: of five more, three go to the old and two to the new.
        Assert.Equal((11, 7), (Size(world.Of("v1")), Size(world.Of("bad"))));
    }

    [Fact]
    public void Plan_Scaled_ScalesTheOnlyReplicaSet()
    {
        var world = new World(Objects.Deployment(2));
        world.RollOut();
        world.Resize(10);
        var plan = world.Step();
        Assert.Equal(10, plan.Updates.Single().After.Spec.Replicas);
        world.Settle();
        world.RollOut(3);
        world.Resize(0);
        world.RollOut(3);
        Assert.Equal(0, Size(world.Of("v1")));
    }

    [Fact]
    public void Plan_Paused_ScalesButDoesNotRollOut()
    {
        var world = new World(Objects.Deployment(2));
        world.RollOut();
        world.Deployment.Spec.Paused = true;
        world.SetImage("v2");
        world.Resize(4);
        world.RollOut();
        Assert.Equal(4, Size(Assert.Single(world.Sets)));
        Assert.Equal(("Unknown", "DeploymentPaused"), (world.Condition("Progressing")!.Status, world.Condition("Progressing")!.Reason));
        world.Deployment.Spec.Paused = false;
        world.Step();
        world.RollOut();
        Assert.Equal(4, Size(world.Of("v2")));
    }

    [Fact]
    public void Plan_Recreate_WaitsForTheLastOldPod()
    {
        var deployment = Objects.Deployment(2);
        deployment.Spec.Strategy = new DeploymentStrategy { Type = "Recreate" };
        var world = new World(deployment);
        world.RollOut();
        world.SetImage("v2");
        world.Step();
        Assert.Equal(0, Size(Assert.Single(world.Sets)));
        world.Settle();
        world.Step(_ => true);
        Assert.Single(world.Sets);
        world.Step(_ => false);
        Assert.Equal(2, Size(world.Of("v2")));
    }

    [Fact]
    public void Plan_Complete_DeletesRevisionsBeyondTheLimit()
    {
        var deployment = Objects.Deployment(1);
        deployment.Spec.RevisionHistoryLimit = 2;
        var world = new World(deployment);
        foreach (string image in (string[])["v1", "v2", "v3", "v4", "v5"])
        {
            world.SetImage(image);
            world.RollOut();
        }
        Assert.Equal(["v3", "v4", "v5"], world.Sets.Select(s => s.Spec.Template.Spec.Containers![0].Image).Order());
    }

    [Fact]
    public void Plan_DeploymentAnnotations_AreInheritedButTheOwn()
    {
        var deployment = Objects.Deployment(1);
        deployment.Metadata.Annotations = new() { ["kubernetes.io/change-cause"] = "why", ["kubectl.kubernetes.io/last-applied-configuration"] = "{}" };
        var created = new World(deployment).Step().Create!;
        Assert.Equal("why", created.Metadata.Annotations!["kubernetes.io/change-cause"]);
        Assert.DoesNotContain("kubectl.kubernetes.io/last-applied-configuration", created.Metadata.Annotations.Keys);
    }

    [Fact]
    public void Compute_Hash_IsStableAndDependsOnTemplateAndCollisions()
    {
        var template = Objects.Template("v1", "web");
        Assert.Equal(PodTemplateHash.Compute(template, null), PodTemplateHash.Compute(template.Clone(), null));
        Assert.NotEqual(PodTemplateHash.Compute(template, null), PodTemplateHash.Compute(template, 1));
        Assert.NotEqual(PodTemplateHash.Compute(template, null), PodTemplateHash.Compute(Objects.Template("v2", "web"), null));
    }
}
