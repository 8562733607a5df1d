using System.Text;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Status;

namespace Netes.Kubelet.Tests.Pods;

public class StatusPatchTests
{
    [Fact]
    public void Build_NothingChanged_Null() =>
        Assert.Null(StatusPatch.Build("u", new PodStatus { Phase = "Running" }, new PodStatus { Phase = "Running" }));

    [Fact]
    public void Build_Changes_NamesOnlyThem()
    {
        var api = new PodStatus
        {
            Phase = "Pending", Reason = "Old", HostIP = "1.1.1.1", PodIPs = [new PodIP { Ip = "10.0.0.1" }],
            Conditions = [new PodCondition { Type = "Ready", Status = "False", Reason = "ContainersNotReady" }, new PodCondition { Type = "Other", Status = "True" }],
        };
        var wanted = api.Clone();
        wanted.Phase = "Running";
        wanted.Reason = "";
        wanted.PodIPs = [new PodIP { Ip = "10.0.0.2" }];
        wanted.Conditions![0].Status = "True";
        wanted.Conditions[0].Reason = "";

        string patch = Encoding.UTF8.GetString(StatusPatch.Build("u", api, wanted)!);

        Assert.StartsWith("{\"metadata\":{\"uid\":\"u\"},\"status\":{", patch, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"Running\"", patch, StringComparison.Ordinal);
        Assert.Contains("\"reason\":null", patch, StringComparison.Ordinal);
        Assert.Contains("{\"$patch\":\"delete\",\"ip\":\"10.0.0.1\"}", patch, StringComparison.Ordinal);
        Assert.Contains("\"$setElementOrder/conditions\":[{\"type\":\"Ready\"},{\"type\":\"Other\"}]", patch, StringComparison.Ordinal);
        Assert.DoesNotContain("hostIP", patch, StringComparison.Ordinal);
        // The order names it; the change does not.
        Assert.Equal(2, patch.Split("\"Other\"").Length);
    }
}
