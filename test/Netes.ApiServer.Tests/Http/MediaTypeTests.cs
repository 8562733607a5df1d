using Netes.ApiServer.Http;

namespace Netes.ApiServer.Tests.Http;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("", "Json", "Whole")]
    [InlineData("*/*", "Json", "Whole")]
    [InlineData("application/yaml", "Yaml", "Whole")]
    [InlineData("application/yaml;q=0.5, application/json", "Json", "Whole")]
    [InlineData("application/vnd.kubernetes.protobuf,application/json", "Protobuf", "Whole")]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "Json", "Table")]
    [InlineData("application/json;as=Table;v=v9;g=meta.k8s.io,application/json", "Json", "Whole")]
    [InlineData("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json", "Json", "Whole")]
    [InlineData("application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "Protobuf", "Metadata")]
    public void Negotiate_Accept_ChoosesFormatAndView(string accept, string format, string view)
    {
        Negotiated form = MediaType.Negotiate(accept);
        Assert.Equal((format, view), (form.Format.ToString(), form.View.ToString()));
    }

    [Theory]
    [InlineData("text/html", "406: Not Acceptable\n\nAvailable representations: " + MediaType.Accepted)]
    [InlineData("application/json;as=Table;v=v9;g=meta.k8s.io", "only the following media types are accepted: " + MediaType.Accepted)]
    public void Negotiate_NothingServed_IsNotAcceptable(string accept, string message)
    {
        ApiException failure = Assert.Throws<ApiException>(() => MediaType.Negotiate(accept));
        Assert.Equal((406, message), (failure.Failure.Code, failure.Failure.Message));
    }

    [Fact]
    public void Negotiate_YamlStream_IsNotAcceptable() =>
        Assert.Equal(406, Assert.Throws<ApiException>(() => MediaType.Negotiate("application/yaml", stream: true)).Failure.Code);
}
