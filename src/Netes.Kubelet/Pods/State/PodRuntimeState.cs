namespace Netes.Kubelet.Pods.State;

/// <summary>The road of a Pod through the kubelet, one way.</summary>
internal enum PodStage
{
    /// <summary>Its containers are to run.</summary>
    Syncing,

    /// <summary>Its containers are being stopped and won't start again.</summary>
    Terminating,

    /// <summary>Nothing of it runs any more; what it used is being given back.</summary>
    Terminated,

    /// <summary>Volumes, cgroups and directories are gone too.</summary>
    Reclaimed,
}

internal enum PreparationState { None, Pending, Done }

/// <summary>A final word on a Pod that the kubelet itself ended (DeadlineExceeded, Evicted, OutOfcpu …).</summary>
internal sealed record PodVerdict(string Phase, string Reason, string Message);

/// <summary>
/// What is known of a Pod on this node beside its API object: what the runtime holds, what is being done, what failed.
/// Owned by the Pod's worker; the planner and the status builder only read it.
/// </summary>
internal sealed class PodRuntimeState
{
    private readonly Dictionary<string, ContainerSlot> _slots = [];

    public PodStage Stage { get; set; }

    /// <summary>When the kubelet took the Pod on.</summary>
    public DateTime StartTime { get; set; }

    public PodVerdict? Verdict { get; set; }

    /// <summary>Volumes, cgroup and files on the host.</summary>
    public PreparationState Preparation { get; set; }

    /// <summary>Preparing failed: not again before this.</summary>
    public DateTime? PreparationRetryAt { get; set; }

    /// <summary>How often preparing failed in a row.</summary>
    public int PreparationFailures { get; set; }

    /// <summary>Newest first.</summary>
    public List<SandboxRecord> Sandboxes { get; } = [];

    public SandboxRecord? Sandbox => Sandboxes.Count > 0 ? Sandboxes[0] : null;

    /// <summary>A sandbox is being created or stopped.</summary>
    public bool SandboxPending { get; set; }

    public DateTime? SandboxRetryAt { get; set; }

    public int SandboxFailures { get; set; }

    /// <summary>All containers and sandboxes are being stopped.</summary>
    public bool StopPending { get; set; }

    public IReadOnlyDictionary<string, ContainerSlot> Slots => _slots;

    public ContainerSlot Slot(string container)
    {
        if (!_slots.TryGetValue(container, out var slot)) _slots.Add(container, slot = new ContainerSlot());
        return slot;
    }

    public ContainerSlot? FindSlot(string container) => _slots.GetValueOrDefault(container);

    public ContainerRecord? Latest(string container) => _slots.GetValueOrDefault(container)?.Latest;

    public bool AnyRunning => _slots.Values.Any(s => s.Latest?.Phase == ContainerPhase.Running || s.Operation != ContainerOperation.None);

    public void Put(SandboxRecord sandbox)
    {
        int at = Sandboxes.FindIndex(s => s.Id == sandbox.Id);
        if (at >= 0)
        {
            Sandboxes[at] = sandbox with { Stopped = sandbox.Stopped || Sandboxes[at].Stopped };
            return;
        }
        Sandboxes.Add(sandbox);
        Sandboxes.Sort(static (a, b) => b.CreatedAt.CompareTo(a.CreatedAt));
    }
}
