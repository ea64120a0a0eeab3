export const id = 9212;
export const ids = [9212];
export const modules = {

/***/ 89212:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DescribeRuleCommand: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_0__.N),
/* harmony export */   EventBridgeClient: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_1__.L),
/* harmony export */   ListEventBusesCommand: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_2__.G),
/* harmony export */   ListRuleNamesByTargetCommand: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_3__.C),
/* harmony export */   ListTargetsByRuleCommand: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_4__.H),
/* harmony export */   PutRuleCommand: () => (/* reexport safe */ _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_5__.J)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(74087);
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(79058);
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(86328);
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(160);
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3565);
/* harmony import */ var _aws_sdk_client_eventbridge__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(96847);



/***/ })

};
