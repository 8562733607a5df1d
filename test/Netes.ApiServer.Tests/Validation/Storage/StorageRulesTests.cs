using Netes.Api.StorageV1;
using Netes.ApiServer.Strategies.Storage;

namespace Netes.ApiServer.Tests.Validation.Storage;

public sealed class StorageRulesTests
{
    private const string Class = """{"metadata":{"name":"c"},"provisioner":"example.com/p","parameters":{"a":"b"}}""";

    [Fact]
    public void StorageClass_Minimal_GetsItsDefaults()
    {
        StorageClass c = RuleTesting.Read(new StorageClassStrategy(), Class);
        Assert.Equal(("Delete", "Immediate"), (c.ReclaimPolicy, c.VolumeBindingMode));
        Assert.Empty(new StorageClassStrategy().Validate(c));
    }

    [Theory]
    [InlineData("""{}""", "provisioner: Required value")]
    [InlineData("""{"provisioner":"a/b","reclaimPolicy":"Recycle"}""", "reclaimPolicy: Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\"")]
    [InlineData("""{"provisioner":"a/b","parameters":{"":"x"}}""", "parameters: Invalid value: \"\": field can not be empty.")]
    [InlineData("""{"provisioner":"a/b","allowedTopologies":[{"matchLabelExpressions":[{"key":"z","values":["x","x"]}]}]}""",
        "allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: \"x\"")]
    public void StorageClass_Broken_IsRefused(string json, string error) =>
        Assert.Equal([error], RuleTesting.Create(new StorageClassStrategy(), json));

    [Fact]
    public void StorageClass_SamePlacesTwice_IsRefused() => Assert.Equal(
        ["allowedTopologies[1].matchLabelExpressions: Duplicate value: \"\""],
        RuleTesting.Create(new StorageClassStrategy(), """
            {"provisioner":"a/b","allowedTopologies":[
                {"matchLabelExpressions":[{"key":"z","values":["x","y"]}]},
                {"matchLabelExpressions":[{"key":"z","values":["y","x"]}]}]}
            """));

    [Fact]
    public void StorageClass_Update_KeepsWhatVolumesWereMadeBy() => Assert.Equal(
        ["parameters: Invalid value: {\"a\":\"c\"}: field is immutable", "provisioner: Invalid value: \"x/y\": field is immutable"],
        RuleTesting.Update(new StorageClassStrategy(), Class, """{"metadata":{"name":"c"},"provisioner":"x/y","parameters":{"a":"c"}}"""));

    [Fact]
    public void StorageClass_OldZoneLabel_IsWarnedOf()
    {
        var strategy = new StorageClassStrategy();
        StorageClass c = RuleTesting.Read(strategy, """
            {"provisioner":"a/b","allowedTopologies":[{"matchLabelExpressions":[{"key":"failure-domain.beta.kubernetes.io/zone","values":["x"]}]}]}
            """);
        Assert.Equal("allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            Assert.Single(strategy.WarningsOnCreate(c)));
    }

    [Theory]
    [InlineData("""{"spec":{"tokenRequests":[{"audience":"a"},{"audience":"a"}]}}""", "spec.tokenRequests[1].audience: Duplicate value: \"a\"")]
    [InlineData("""{"spec":{"tokenRequests":[{"audience":"","expirationSeconds":5}]}}""",
        "spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes")]
    [InlineData("""{"spec":{"nodeAllocatableUpdatePeriodSeconds":1}}""",
        "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 1: must be greater than or equal to 10 seconds")]
    public void CsiDriver_Broken_IsRefused(string json, string error) => Assert.Equal([error], RuleTesting.Create(new CsiDriverStrategy(), json));

    [Fact]
    public void CsiDriver_Generation_CountsChangesOnly()
    {
        var strategy = new CsiDriverStrategy();
        CSIDriver driver = RuleTesting.Read(strategy, """{"metadata":{"generation":1},"spec":{}}""");
        strategy.PrepareForCreate(driver, RuleTesting.Context);
        Assert.Equal(0, driver.Metadata.Generation);
        Assert.True(strategy.DesiredStateChanged(RuleTesting.Read(strategy, """{"spec":{"fsGroupPolicy":"File"}}"""), driver));
    }

    [Fact]
    public void CsiDriver_TokensWithoutSecrets_AreWarnedOfOnce()
    {
        var strategy = new CsiDriverStrategy();
        CSIDriver silent = RuleTesting.Read(strategy, """{"spec":{}}""");
        CSIDriver tokens = RuleTesting.Read(strategy, """{"spec":{"tokenRequests":[{"audience":"a"}]}}""");
        Assert.Single(strategy.WarningsOnUpdate(tokens, silent));
        Assert.Empty(strategy.WarningsOnUpdate(tokens, tokens));
    }

    [Fact]
    public void CsiNode_Driver_IsImmutableButForItsLimit()
    {
        const string Before = """{"spec":{"drivers":[{"name":"d.example.com","nodeID":"x","topologyKeys":["a"],"allocatable":{"count":1}}]}}""";
        Assert.Empty(RuleTesting.Update(new CsiNodeStrategy(), Before, Before.Replace("1}", "2}", StringComparison.Ordinal)));
        Assert.Equal(
            ["spec.drivers: Invalid value: {\"Name\":\"d.example.com\",\"NodeID\":\"y\",\"TopologyKeys\":[\"a\"],\"Allocatable\":{\"Count\":1}}: field is immutable"],
            RuleTesting.Update(new CsiNodeStrategy(), Before, Before.Replace("\"x\"", "\"y\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void CsiStorageCapacity_Negative_IsRefused() => Assert.Equal(["capacity: Invalid value: \"-1\": must be greater than or equal to 0"],
        RuleTesting.Create(new CsiStorageCapacityStrategy(), """{"storageClassName":"sc","capacity":"-1"}"""));

    [Theory]
    [InlineData("""{}""", "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [InlineData("""{"persistentVolumeName":"p","inlineVolumeSpec":{}}""",
        "spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [InlineData("""{"inlineVolumeSpec":{"accessModes":["ReadWriteOnce"]}}""",
        "spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes")]
    public void VolumeAttachment_Source_IsExactlyOne(string source, string error) => Assert.Equal([error], RuleTesting.Create(
        new VolumeAttachmentStrategy(), $$"""{"spec":{"attacher":"d.example.com","nodeName":"n","source":{{source}} } }"""));

    [Fact]
    public void VolumeAttachment_StatusWrite_TouchesStatusOnly()
    {
        var strategy = new VolumeAttachmentStrategy();
        VolumeAttachment old = RuleTesting.Read(strategy, """{"metadata":{"labels":{"a":"b"}},"spec":{"nodeName":"n"}}""");
        VolumeAttachment obj = RuleTesting.Read(strategy, """{"metadata":{"labels":{"x":"y"}},"spec":{"nodeName":"m"},"status":{"attached":true}}""");
        obj = strategy.PrepareForStatusUpdate(obj, old, RuleTesting.Context);
        Assert.True(obj.Status.Attached);
        Assert.Equal("n", obj.Spec.NodeName);
        Assert.Equal(old.Metadata.Labels, obj.Metadata.Labels);
    }

    [Fact]
    public void VolumeAttributesClass_WithoutParameters_IsRefused() => Assert.Equal(
        ["parameters: Required value: must contain at least one key/value pair"],
        RuleTesting.Create(new VolumeAttributesClassStrategy(), """{"driverName":"d.example.com"}"""));
}
