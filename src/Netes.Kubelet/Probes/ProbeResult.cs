namespace Netes.Kubelet.Probes;

/// <summary>What a probe says of a container once its thresholds are reached.</summary>
internal enum ProbeResult { Success, Failure }
