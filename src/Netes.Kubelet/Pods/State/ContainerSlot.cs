using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.State;

internal enum ContainerOperation { None, Starting, Stopping }

/// <summary>Why a container is not there (the API's waiting state), and since when.</summary>
internal sealed record WaitingReason(string Reason, string Message, DateTime Since);

/// <summary>Everything known at run time about one container of the Pod, by its name in the spec.</summary>
internal sealed class ContainerSlot
{
    /// <summary>Containers in the runtime, newest first.</summary>
    public List<ContainerRecord> Records { get; } = [];

    public ContainerRecord? Latest => Records.Count > 0 ? Records[0] : null;

    public ContainerRecord? Previous => Records.Count > 1 ? Records[1] : null;

    public ContainerOperation Operation { get; set; }

    /// <summary>The image for the next start is being made present.</summary>
    public bool ImagePending { get; set; }

    /// <summary>The image for the next start, as the runtime identifies it; null until it is there.</summary>
    public string? ImageRef { get; set; }

    /// <summary>What stopped the last attempt to start, until an attempt gets through.</summary>
    public WaitingReason? Waiting { get; set; }

    /// <summary>No new attempt before this.</summary>
    public DateTime? RetryAt { get; set; }

    /// <summary>How often starting failed in a row before a container came to be.</summary>
    public int StartFailures { get; set; }

    public RestartBackOff BackOff { get; set; }

    /// <summary>Results for the container with this id; those of an older container say nothing.</summary>
    public string ProbedContainer { get; set; } = "";

    public ProbeResult? Startup { get; set; }

    public ProbeResult? Readiness { get; set; }

    public ProbeResult? Liveness { get; set; }

    /// <summary>Enters what the runtime says of a container, replacing older news of the same one.</summary>
    public void Put(ContainerRecord record)
    {
        int at = Records.FindIndex(r => r.Id == record.Id);
        if (at >= 0)
        {
            Records[at] = record;
            return;
        }
        int before = Records.FindIndex(r => r.Attempt < record.Attempt || (r.Attempt == record.Attempt && r.CreatedAt <= record.CreatedAt));
        Records.Insert(before < 0 ? Records.Count : before, record);
    }

    public void ResetProbes(string containerId)
    {
        ProbedContainer = containerId;
        Startup = Readiness = Liveness = null;
    }
}
