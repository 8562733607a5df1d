using Netes.Api.CoreV1;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Tests.Probes;

public class ProbeThresholdTests
{
    [Fact]
    public void Add_Outcomes_ChangesOnlyAtTheThreshold()
    {
        var probe = new Probe { FailureThreshold = 3, SuccessThreshold = 2 };
        var threshold = new ProbeThreshold();

        Assert.Null(threshold.Add(ProbeResult.Failure, probe));
        Assert.Null(threshold.Add(ProbeResult.Failure, probe));
        Assert.Equal(ProbeResult.Failure, threshold.Add(ProbeResult.Failure, probe));
        Assert.Null(threshold.Add(ProbeResult.Success, probe));
        Assert.Null(threshold.Add(ProbeResult.Failure, probe));
        Assert.Null(threshold.Add(ProbeResult.Success, probe));
        Assert.Equal(ProbeResult.Success, threshold.Add(ProbeResult.Success, probe));
    }
}
